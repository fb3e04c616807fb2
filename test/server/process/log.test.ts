import assert from "node:assert/strict"
import { readdir, readFile, utimes, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { removeOldLogs } from "../../../server/log.ts"
import { makeFilm } from "../../kit/films.ts"
import { logIn, password, upload } from "../../kit/people.ts"
import { runServer } from "../../kit/process.ts"
import { asObject } from "../../kit/shapes.ts"
import { temporaryFolder } from "../../kit/temporary-folder.ts"

/** The lines of a log that tell of requests, parsed. */
function requestsIn(text: string): Readonly<Record<string, unknown>>[] {
  const lines = text.split("\n").filter((line) => line.startsWith("{"))
  return lines.map((line) => asObject(JSON.parse(line))).filter((line) => "code" in line)
}

test("prod logs one JSON line a request: type, user, code, time and bytes, and never a password or a session", async () => {
  await using server = await runServer({ REELWIRE_ENV: "prod", REELWIRE_DOWNLOAD_WAIT_S: "0" })
  const peer = await server.connect()
  await peer.ok({ type: "register", name: "admin", password, user_type: "admin" })
  await peer.fails("BAD_LOGIN", { type: "login", name: "admin", password: "hunter2", user_type: "admin" })
  await logIn(peer, "admin", "admin")
  await upload(peer, makeFilm(1000))
  await peer.ok({ type: "download_movie", movie_id: 1 })
  await peer.bytes(1000)
  await peer.fails("UNKNOWN_TYPE", { type: "dance", password: "hunter2" })
  const { session } = peer
  const { invitation } = await peer.ok({ type: "invite_admin" })
  server.child.kill("SIGTERM")
  const { stdout, stderr } = await server.ended()
  const requests = requestsIn(stdout)
  assert.deepEqual(
    requests.map(({ type, user, code, bytes }) => [type, user, code, bytes]),
    [
      ["register", undefined, 0, undefined],
      ["login", undefined, "BAD_LOGIN", undefined],
      ["login", 1, 0, undefined],
      ["upload_movie", 1, 0, 1000],
      ["download_movie", 1, 0, 1000],
      [undefined, 1, "UNKNOWN_TYPE", undefined],
      ["invite_admin", 1, 0, undefined],
    ],
  )
  for (const { ms } of requests) assert.ok(typeof ms === "number" && ms >= 0)
  assert.equal(stderr, "")
  for (const secret of [password, "hunter2", session, invitation]) {
    assert.ok(typeof secret === "string" && secret !== "" && !stdout.includes(secret))
  }
  for (const line of stdout.trim().split("\n")) assert.ok(line.startsWith("{"), line)
})

test("with a log folder the requests go into a file of the day", async () => {
  await using folder = await temporaryFolder()
  const logs = join(folder.path, "logs")
  await using server = await runServer({ REELWIRE_LOG_DIR: logs, REELWIRE_LOG_LEVEL: "info" })
  const peer = await server.connect()
  await peer.ok({ type: "ping" })
  server.child.kill("SIGTERM")
  assert.equal((await server.ended()).code, 0)
  const [file = ""] = await readdir(logs)
  assert.match(file, /^reelwire\.\d{4}-\d\d-\d\d(\.\d+)?\.log$/)
  const [request] = requestsIn(await readFile(join(logs, file), "utf8"))
  assert.deepEqual([request?.type, request?.code], ["ping", 0])
})

test("log files of more than 30 days ago are removed, and nothing else", async () => {
  await using folder = await temporaryFolder()
  const dayMs = 86_400_000
  const ages: Readonly<Record<string, number>> = {
    "reelwire.2026-01-01.1.log": 31,
    "reelwire.2026-01-02.1.log": 29,
    "reelwire.2026-01-03.1.log": 0,
    "other.log": 100,
    "reelwire.sqlite": 100,
  }
  for (const [name, days] of Object.entries(ages)) {
    const path = join(folder.path, name)
    await writeFile(path, "")
    const time = new Date(Date.now() - days * dayMs)
    await utimes(path, time, time)
  }
  await removeOldLogs(folder.path)
  const left = Object.keys(ages).filter((name) => name !== "reelwire.2026-01-01.1.log")
  assert.deepEqual((await readdir(folder.path)).sort(), left.sort())
})
