import assert from "node:assert/strict"
import { test } from "node:test"
import { makeFilm } from "../../kit/films.ts"
import { logIn, password, upload } from "../../kit/people.ts"
import { runServer } from "../../kit/process.ts"
import { noStrace, traced } from "../../kit/strace.ts"

const calls = "trace=fsync,fdatasync,rename,renameat,renameat2,pwrite64,pwritev,write,writev"

test("a film is synced, moved and its folder synced before its row is written, and only then the reply is sent", async (t) => {
  if (noStrace !== undefined) return t.skip(noStrace)
  await using server = await runServer()
  const admin = await server.connect()
  await admin.ok({ type: "register", name: "admin", password, user_type: "admin" })
  await logIn(admin, "admin", "admin")
  const lines = await traced(server.child.pid, [calls], async () => {
    await upload(admin, makeFilm(100_000))
  })
  const order = [
    /pwritev.*<.*\/part\.[^>]*>/,
    /fsync\(\d+<.*\/part\.[^>]*>/,
    /rename[^(]*\(".*\/part\./,
    /fsync\(\d+<[^>]*\/films>/,
    /pwrite64\(\d+<.*\.sqlite-wal>/,
    /f(data)?sync\(\d+<.*\.sqlite-wal>/,
    /write[^(]*\(\d+<(TCP|socket)/,
  ]
  let from = 0
  for (const call of order) {
    const at = lines.findIndex((line, index) => index >= from && call.test(line))
    assert.ok(at >= 0, `${call} is missing after line ${from} of\n${lines.join("\n")}`)
    from = at + 1
  }
  const synced = lines.findIndex((line) => order[1]?.test(line))
  assert.ok(!lines.slice(synced).some((line) => order[0]?.test(line)), "nothing is written after the sync")
})
