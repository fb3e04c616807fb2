import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import { prehash } from "../../client/prehash.ts"
import { assertFile } from "../kit/assert-file.ts"
import { cliCommand, runCli, startCli, tempFolder } from "../kit/cli.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { startFaultProxy } from "../kit/fault-proxy.ts"
import { makeFilm } from "../kit/films.ts"
import { connectAdmin, upload } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { Terminal } from "../kit/terminal.ts"
import { until } from "../kit/until.ts"

const KiB = 1024
const pieceBytes = 64 * KiB
const env = { REELWIRE_NAME: "member", REELWIRE_PASSWORD: "secret" }
const person = { name: "member", password: prehash("secret"), user_type: "user" }

function md5(bytes: Buffer): string {
  return createHash("md5").update(bytes).digest("hex")
}

/** Registers the member, uploads films, and answers the connection that their admin is logged in on. */
async function stock(server: TestServer, ...films: ReturnType<typeof makeFilm>[]) {
  const admin = await connectAdmin(server)
  await admin.ok({ type: "register", ...person })
  for (const film of films) await upload(admin, film)
  return admin
}

/** What stands on the member's record, newest first. */
async function recordsOf(
  server: TestServer,
): Promise<{ is_finished: number; is_sent: number; bytes: number }[]> {
  const peer = await server.connect()
  const { session } = await peer.ok({ type: "login", ...person })
  const { downloads } = await peer.ok({ type: "list_downloads", session })
  assert.ok(Array.isArray(downloads))
  return downloads
}

forEachDatabase((kit) => {
  test("a client that is killed leaves what it verified to the next one, on the same record and without a second wait", async () => {
    const film = makeFilm(8_000_000)
    await using server = await startServer({ pieceBytes, downloadWaitS: 2 }, kit)
    await stock(server, film)
    await using proxy = await startFaultProxy(server.port)
    await using folder = await tempFolder()
    const where = { port: proxy.port, cwd: folder.path, env }
    const slow = startCli("user", ["download", "1", "--limit", "2M"], where)
    const part = join(folder.path, "downloads", "film.mp4.part.pieces")
    const verified = async (): Promise<number> => {
      const slots = await readFile(part).catch(() => Buffer.alloc(0))
      let count = 0
      for (let at = 64; at < slots.length; at += 32) if (slots.subarray(at, at + 32).some(Boolean)) count++
      return count
    }
    await until("a quarter is here", async () => (await verified()) > 8_000_000 / pieceBytes / 4)
    slow.child.kill("SIGKILL")
    await slow.result
    const kept = await verified()
    const before = proxy.bytes.down
    const { code, stderr } = await runCli("user", ["download", "1"], where)
    assert.equal(code, 0, stderr)
    assert.doesNotMatch(stderr, /begins in/)
    assert.deepEqual(await readdir(join(folder.path, "downloads")), ["film.mp4"])
    assert.equal(md5(await readFile(join(folder.path, "downloads", "film.mp4"))), md5(film.bytes))
    const missing = film.bytes.length - kept * pieceBytes
    const fetched = proxy.bytes.down - before
    assert.ok(fetched < missing + 64 * KiB, `${fetched} bytes came for ${missing} that were missing`)
    const records = await recordsOf(server)
    assert.deepEqual(
      records.map(({ is_finished }) => is_finished),
      [1],
    )
  })

  test("bits that flip on the way are fetched again, over several connections, and the film is whole", async () => {
    const film = makeFilm(3_000_000)
    await using server = await startServer({ pieceBytes }, kit)
    await stock(server, film)
    await using proxy = await startFaultProxy(server.port)
    await using folder = await tempFolder()
    const flips = { down: { flipAt: [200_000, 400_000] } }
    proxy.next({}, flips, flips, flips)
    const where = { port: proxy.port, cwd: folder.path, env }
    const { code, stderr } = await runCli("user", ["download", "1", "--connections", "4"], where)
    assert.equal(code, 0, stderr)
    assert.ok(proxy.strikes > 0)
    assert.equal(md5(await readFile(join(folder.path, "downloads", "film.mp4"))), md5(film.bytes))
    assert.ok(proxy.bytes.down > film.bytes.length + pieceBytes)
  })
})

describe("downloads of real servers", { concurrency: 2 }, () => {
  test("a film that is deleted while it comes is finished", async () => {
    const film = makeFilm(4_000_000)
    await using server = await startServer({ pieceBytes })
    const admin = await stock(server, film)
    await using proxy = await startFaultProxy(server.port)
    await using folder = await tempFolder()
    const where = { port: proxy.port, cwd: folder.path, env }
    const running = startCli("user", ["download", "1", "--limit", "1500k"], where)
    await until("it has begun", () => proxy.bytes.down > 500_000)
    await admin.ok({ type: "delete_movie", delete_movie_id: 1 })
    proxy.cut()
    const { code, stderr } = await running.result
    assert.equal(code, 0, stderr)
    assert.equal(md5(await readFile(join(folder.path, "downloads", "film.mp4"))), md5(film.bytes))
  })

  test("a film that is in the trash by now is finished by whoever had begun it", async () => {
    const film = makeFilm(4_000_000)
    await using server = await startServer({ pieceBytes })
    const admin = await stock(server, film)
    await using proxy = await startFaultProxy(server.port)
    await using folder = await tempFolder()
    const where = { port: proxy.port, cwd: folder.path, env }
    const begun = startCli("user", ["download", "1", "--limit", "1500k"], where)
    // Bytes on the way don't say that the client has noted which download they are.
    const note = join(folder.path, "downloads", "film.mp4.part.json")
    await until("it has begun and is noted", () =>
      readFile(note, "utf8").then(
        (text) => proxy.bytes.down > 500_000 && /"download_id": *\d/.test(text),
        () => false,
      ),
    )
    begun.child.kill("SIGKILL")
    await begun.result
    await admin.ok({ type: "delete_movie", delete_movie_id: 1 })
    const elsewhere = await runCli("user", ["download", "1", "--to", "elsewhere"], where)
    assert.deepEqual([elsewhere.code, elsewhere.stderr], [1, "There is no film 1.\n"])
    const { code, stderr } = await runCli("user", ["download", "1"], where)
    assert.equal(code, 0, stderr)
    assert.equal(md5(await readFile(join(folder.path, "downloads", "film.mp4"))), md5(film.bytes))
    const finished = (await recordsOf(server)).map(({ is_finished }) => is_finished)
    assert.deepEqual(finished, [1])
  })

  test("several films come one after the other, and one that can't doesn't stop the others", async () => {
    const films = [1, 2, 3].map((seed) => makeFilm(seed * 500_000, `${seed}.mp4`, seed))
    await using server = await startServer({ pieceBytes })
    await stock(server, ...films)
    await using folder = await tempFolder()
    const where = { port: server.port, cwd: folder.path, env }
    const words = ["download", "1", "2", "9", "3", "--limit", "500k"]
    const { code, stdout, stderr } = await runCli("user", words, where)
    assert.equal(code, 1)
    assert.deepEqual((await readdir(join(folder.path, "downloads"))).sort(), ["1.mp4", "2.mp4", "3.mp4"])
    for (const { bytes, request } of films) {
      await assertFile(join(folder.path, "downloads", request.file_name), bytes)
    }
    assert.match(stdout, /1\.mp4 is here.*\n.*2\.mp4 is here.*\n.*3\.mp4 is here/)
    assert.match(stderr, /9: There is no film 9\./)
    assert.match(stderr, /3\.mp4: \d+% .*; all 3 films: \d+%, .*\/s, \d:\d\d left\n/)
    assert.match(stderr, /1 of 4 were not done\.\n$/)
    const finished = (await recordsOf(server)).map(({ is_finished }) => is_finished)
    assert.deepEqual(finished, [1, 1, 1])
  })

  test("on a terminal several films have a bar each, and one for all", async () => {
    const films = [1, 2].map((seed) => makeFilm(1_000_000, `${seed}.mp4`, seed))
    await using server = await startServer({ pieceBytes })
    await stock(server, ...films)
    await using folder = await tempFolder()
    const words = ["download", "1", "2", "--limit", "1M"]
    const {
      file,
      args,
      env: variables,
    } = cliCommand("user", words, {
      port: server.port,
      cwd: folder.path,
      env,
    })
    await using terminal = new Terminal(file, args, { cwd: folder.path, env: variables })
    assert.equal(await terminal.ended(), 0)
    assert.match(terminal.shown, /1\.mp4 █+░+ +\d+% .*\s+all 2 films █*░+ +\d+% /)
    assert.match(terminal.shown, /1\.mp4 █+ 100% /)
    assert.match(terminal.shown, /all 2 films █+░+ +50% /)
    assert.match(terminal.shown, /all 2 films █+ 100% /)
  })

  test("history tells delivered films from those that were sent and those that were not", async () => {
    const film = makeFilm(500_000)
    await using server = await startServer({ pieceBytes })
    await stock(server, film)
    await using folder = await tempFolder()
    const where = { port: server.port, cwd: folder.path, env }
    const peer = await server.connect()
    const { session } = await peer.ok({ type: "login", ...person })
    await peer.ok({ type: "download_movie", movie_id: 1, session })
    await peer.bytes(500_000)
    await peer.ok({ type: "download_movie", movie_id: 1, length: 1000, session })
    await peer.bytes(1000)
    assert.equal((await runCli("user", ["download", "1"], where)).code, 0)
    const { stdout } = await runCli("user", ["history"], where)
    const states = stdout.split("\n").flatMap((line) => line.match(/│ (\w+) +│$/)?.[1] ?? [])
    assert.deepEqual(states, ["State", "delivered", "unfinished", "sent"])
  })
})
