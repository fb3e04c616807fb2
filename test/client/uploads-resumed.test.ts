import assert from "node:assert/strict"
import { stat, utimes, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, test } from "node:test"
import type { Settings } from "../../conf/settings.ts"
import { type AdminCli, startAdminCli } from "../kit/admin-cli.ts"
import { runCli, startCli } from "../kit/cli.ts"
import { type FaultProxy, startFaultProxy } from "../kit/fault-proxy.ts"
import { makeFilm, sampledMd5Of } from "../kit/films.ts"
import { Peer } from "../kit/peer.ts"
import { listIn, logIn, numberIn, password, upload } from "../kit/people.ts"
import { runServer } from "../kit/process.ts"
import { until } from "../kit/until.ts"

const pieceBytes = 65_536
const pieceCount = 100
const size = pieceCount * pieceBytes - 1000
/** What frames take beside the film's bytes, generously. */
const frameBytes = pieceCount * 400 + 10_000

/** The bytes of the library's film of a number. */
async function storedFilm(peer: Peer, movie_id: number): Promise<Buffer> {
  const reply = await peer.ok({ type: "download_movie", movie_id })
  return peer.bytes(numberIn(reply, "file_size"))
}

/** An admin's client that goes through a proxy. */
async function startProxied(
  settings: Partial<Settings> = {},
): Promise<AdminCli & { readonly proxy: FaultProxy }> {
  const owned = new AsyncDisposableStack()
  const admin = owned.use(await startAdminCli({ pieceBytes, ...settings }))
  const proxy = owned.use(await startFaultProxy(admin.server.port))
  const options = { ...admin.options, port: proxy.port }
  const run = (...words: string[]) => runCli("admin", words, options)
  return { ...admin, proxy, options, run, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** Kills the client with an upload when more than so many bytes of it went through; answers how many the server has then. */
async function killedUpload(
  { proxy, options, peer }: Awaited<ReturnType<typeof startProxied>>,
  path: string,
  bytes: number,
) {
  const { child, result } = startCli("admin", ["upload", path, "--free", "--limit", "3M"], options)
  await until("some of it is there", () => proxy.bytes.up > bytes)
  child.kill("SIGKILL")
  await result
  const uploads = async () => listIn(await peer.ok({ type: "list_uploads" }), "uploads")
  const [begun] = await uploads()
  assert.ok(
    typeof begun === "object" && begun !== null && "bytes" in begun && typeof begun.bytes === "number",
  )
  return begun.bytes
}

describe("uploads that are gone on with", { concurrency: 2 }, () => {
  test("the same command after the client was killed sends only what is missing", async () => {
    await using admin = await startProxied()
    const film = makeFilm(size)
    const path = await admin.write(film)
    const there = await killedUpload(admin, path, size / 3)
    assert.ok(there > size / 5 && there < size, `${there} bytes were there`)
    const before = admin.proxy.bytes.up
    const { code, stdout } = await admin.run("upload", path, "--free")
    assert.deepEqual([code, stdout], [0, `${path} is in the library, number 1.\n`])
    const sent = admin.proxy.bytes.up - before
    assert.ok(
      sent < size - there + frameBytes,
      `${sent} bytes were sent though ${there} of ${size} were there`,
    )
    assert.ok((await storedFilm(admin.peer, 1)).equals(film.bytes))
  })

  test("a file that was changed in between arrives as it is now, and nothing of it is mixed", async () => {
    await using admin = await startProxied()
    const film = makeFilm(size)
    const path = await admin.write(film)
    const { mtime } = await stat(path)
    await killedUpload(admin, path, size / 3)
    const changed = Buffer.from(film.bytes)
    for (const at of [100, 3 * pieceBytes + 5, 99 * pieceBytes]) changed.write("another version", at)
    assert.equal(sampledMd5Of(changed), film.request.file_md5, "the quick hint must not tell the two apart")
    await writeFile(path, changed)
    await utimes(path, mtime, mtime)
    assert.equal((await admin.run("upload", path, "--free")).code, 0)
    assert.ok((await storedFilm(admin.peer, 1)).equals(changed))
  })

  test("a server that is killed and started again is waited for, and gets only what it lacks", async () => {
    const env = { REELWIRE_PIECE_BYTES: String(pieceBytes) }
    await using first = await runServer(env)
    await using peer = await first.connect()
    await peer.ok({ type: "register", name: "boss", password, user_type: "admin" })
    await using proxy = await startFaultProxy(first.port)
    const film = makeFilm(size)
    const path = join(first.dataDir, "film.mp4")
    await writeFile(path, film.bytes)
    const as = { REELWIRE_NAME: "boss", REELWIRE_PASSWORD: "secret" }
    const words = ["upload", path, "--free", "--limit", "3M"]
    const { result } = startCli("admin", words, { port: proxy.port, cwd: first.dataDir, env: as })
    await until("half of it is there", () => proxy.bytes.up > size / 2)
    first.child.kill("SIGKILL")
    await first.ended()
    await using _second = await runServer({ ...env, REELWIRE_PORT: String(first.port) }, first.dataDir)
    const { code, stdout, stderr } = await result
    assert.deepEqual([code, stdout], [0, `${path} is in the library, number 1.\n`], stderr)
    // Beside the film there is what went nowhere while no server was there; from the beginning it would be half of it again.
    assert.ok(proxy.bytes.up < 1.4 * size, `${proxy.bytes.up} bytes were sent`)
    await using reader = await Peer.connect({ port: first.port })
    await logIn(reader, "boss", "admin")
    assert.ok((await storedFilm(reader, 1)).equals(film.bytes))
  })

  test("Ctrl-C says that the same command goes on where it was", async () => {
    await using admin = await startProxied()
    const path = await admin.write(makeFilm(size))
    const { child, result } = startCli(
      "admin",
      ["upload", path, "--free", "--limit", "3M", "--json"],
      admin.options,
    )
    await until("some of it is there", () => admin.proxy.bytes.up > size / 4)
    child.kill("SIGINT")
    const { code, stdout } = await result
    const msg = "Interrupted: film.mp4 is not in the library yet; the same command goes on where it was."
    assert.deepEqual([code, JSON.parse(stdout)], [130, { flag: false, code: "UPLOAD_INTERRUPTED", msg }])
  })
})

describe("uploads over a wire that breaks", { concurrency: 2 }, () => {
  test("a bit that flips on the way costs its piece and nothing else", async () => {
    await using admin = await startProxied()
    const film = makeFilm(size)
    const path = await admin.write(film)
    admin.proxy.next({ up: { flipAt: [30 * (pieceBytes + 250) + 20_000] } })
    assert.equal((await admin.run("upload", path, "--free")).code, 0)
    assert.equal(admin.proxy.strikes, 1)
    assert.ok(
      admin.proxy.bytes.up > size + pieceBytes && admin.proxy.bytes.up < size + pieceBytes + frameBytes,
    )
    assert.ok((await storedFilm(admin.peer, 1)).equals(film.bytes))
  })

  test("connections that break again and again are made again, and the film arrives once", async () => {
    await using admin = await startProxied()
    const film = makeFilm(size)
    const path = await admin.write(film)
    const cuts = [1_000, 300_000, 900_000, 70_000, 2_000_000]
    admin.proxy.next(...cuts.map((at) => ({ up: { stop: { at, how: "reset" } as const } })))
    assert.equal((await admin.run("upload", path, "--free", "--connections", "2")).code, 0)
    assert.ok(admin.proxy.strikes >= 4)
    assert.ok((await storedFilm(admin.peer, 1)).equals(film.bytes))
    assert.equal(listIn(await admin.peer.ok({ type: "list_uploads" }), "uploads").length, 0)
  })

  test("without patience a lost connection ends it with 3, and says that it can be gone on with", async () => {
    await using admin = await startProxied()
    const path = await admin.write(makeFilm(size))
    admin.proxy.next({ up: { stop: { at: 1_000_000, how: "reset" } } })
    const { code, stderr } = await admin.run("upload", path, "--free", "--retry", "0")
    assert.equal(code, 3)
    assert.match(stderr, /film\.mp4: what arrived is kept; the same command goes on where it was\.\n.*lost/)
  })
})

describe("uploads by options", { concurrency: 2 }, () => {
  test("several connections carry one film", async () => {
    await using admin = await startProxied()
    const film = makeFilm(size)
    const path = await admin.write(film)
    assert.equal((await admin.run("upload", path, "--free", "--connections", "4")).code, 0)
    assert.equal(admin.proxy.connections, 4)
    assert.ok((await storedFilm(admin.peer, 1)).equals(film.bytes))
  })

  test("connections that the server doesn't let in are done without", async () => {
    // The test's own, which asks for the film, is one of them.
    await using admin = await startProxied({ maxConnectionsPerAddress: 3 })
    const film = makeFilm(size)
    const path = await admin.write(film)
    const { code, stderr } = await admin.run("upload", path, "--free", "--connections", "8")
    assert.equal(code, 0, stderr)
    assert.equal(admin.proxy.connections, 8)
    assert.ok((await storedFilm(admin.peer, 1)).equals(film.bytes))
  })

  test("several files are shown as one queue beside each of them", async () => {
    await using admin = await startProxied()
    for (const [seed, name] of ["one.mp4", "two.mp4"].entries())
      await admin.write(makeFilm(800_000, name, seed))
    await using terminal = admin.terminal("upload", "one.mp4", "two.mp4", "--free", "--limit", "1M")
    await terminal.see("50%")
    await terminal.see("one.mp4 is in the library, number 1.")
    await terminal.see("two.mp4 is in the library, number 2.")
    assert.equal(await terminal.ended(), 0)
    const shown = terminal.shown.replace(/[█░]+/g, "=")
    assert.match(shown, /one\.mp4 = 100% .*\r?\nall 2 films = +50%/)
    assert.match(shown, /two\.mp4 = 100% .*\r?\nall 2 films = 100%/)
  })

  test("a film that is there is recognised without being sent, unless it is wanted again", async () => {
    await using admin = await startProxied()
    const film = makeFilm(size)
    await upload(admin.peer, film)
    const path = await admin.write({ ...film, request: { ...film.request, file_name: "又一部.mp4" } })
    const { uploaded } = await admin.json(["upload", path, "--paid"])
    assert.deepEqual(uploaded, [{ file: path, movie_id: 1, size, already_there: true }])
    const { stdout } = await admin.run("upload", path, "--paid")
    assert.equal(
      stdout,
      `${path} is already in the library, number 1; nothing was sent. (--again uploads it once more.)\n`,
    )
    assert.ok(admin.proxy.bytes.up < frameBytes)
    const again = await admin.json(["upload", path, "--paid", "--again"])
    assert.deepEqual(again.uploaded, [{ file: path, movie_id: 2, size, already_there: false }])
    assert.ok((await storedFilm(admin.peer, 2)).equals(film.bytes))
  })

  test("two films with one sampled md5 are two films", async () => {
    await using admin = await startProxied()
    const film = makeFilm(size)
    const other = Buffer.from(film.bytes)
    other.write("something else", 1000)
    await upload(admin.peer, film)
    const path = await admin.write({ ...film, bytes: other })
    const { uploaded } = await admin.json(["upload", path, "--free"])
    assert.deepEqual(uploaded, [{ file: path, movie_id: 2, size, already_there: false }])
    assert.ok((await storedFilm(admin.peer, 2)).equals(other))
  })

  test("a limit bounds the rate", async () => {
    await using admin = await startProxied()
    const path = await admin.write(makeFilm(2_000_000))
    const startMs = performance.now()
    assert.equal((await admin.run("upload", path, "--free", "--limit", "2M")).code, 0)
    assert.ok(
      performance.now() - startMs > 850,
      "two megabytes at two a second take a second, save one burst",
    )
  })
})
