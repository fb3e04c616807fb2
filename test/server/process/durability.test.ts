import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { test } from "node:test"
import { makeFilm } from "../../kit/films.ts"
import { logIn, password, upload } from "../../kit/people.ts"
import { runServer } from "../../kit/process.ts"
import { temporaryFolder } from "../../kit/temporary-folder.ts"

/** Traces the calls of a process that make files and their places safe while `work` runs; answers them, one a line. */
async function traced(pid: number, work: () => Promise<void>): Promise<string[]> {
  await using folder = await temporaryFolder()
  const out = join(folder.path, "trace")
  const calls = "trace=fsync,fdatasync,rename,renameat,renameat2,pwrite64,pwritev,write,writev"
  const strace = spawn("strace", ["-f", "-y", "-s", "16", "-e", calls, "-o", out, "-p", String(pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  })
  const ended = once(strace, "exit")
  const said: string[] = []
  for await (const line of createInterface({ input: strace.stderr })) {
    said.push(line)
    if (line.includes("attached")) break
  }
  assert.ok(said.at(-1)?.includes("attached"), said.join("\n"))
  await work()
  strace.kill("SIGINT")
  await ended
  return (await readFile(out, "utf8")).split("\n")
}

test("a film is synced, moved and its folder synced before its row is written, and only then the reply is sent", async (t) => {
  if (process.platform !== "linux") return t.skip("strace is Linux's")
  await using server = await runServer()
  const admin = await server.connect()
  await admin.ok({ type: "register", name: "admin", password, user_type: "admin" })
  await logIn(admin, "admin", "admin")
  const lines = await traced(server.child.pid ?? 0, async () => {
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
