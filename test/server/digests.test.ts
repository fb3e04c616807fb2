import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { readFile, rm, truncate } from "node:fs/promises"
import { getPriority } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { promisify } from "node:util"
import { Movie } from "../../db/movie.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { lastingLibrary } from "../kit/lasting-library.ts"
import { connectAdmin, upload } from "../kit/people.ts"
import { runServer, type ServerProcess } from "../kit/process.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { flipByte, storedFilm } from "../kit/stored-film.ts"
import { temporaryFolder } from "../kit/temporary-folder.ts"
import { until } from "../kit/until.ts"

const run = promisify(execFile)
const KiB = 1024
const GiB = KiB ** 3
const pieceBytes = 64 * KiB
const film = makeFilm(1_000_000)
const sha256 = createHash("sha256").update(film.bytes).digest("hex")

/** The SHA-256 in a film's row once there is one. */
async function digestOf(server: TestServer, id: number): Promise<string | null> {
  await until("the film has its SHA-256", async () => (await storedFilm(server, id)).row.sha256 !== null)
  return (await storedFilm(server, id)).row.sha256
}

function change(server: TestServer, id: number, values: Parameters<typeof Movie.update>[1]): Promise<number> {
  return server.running.app.database.run(() => Movie.update({ id }, values))
}

forEachDatabase((kit) => {
  test("a published film gets its SHA-256, which get_manifest tells", async () => {
    await using server = await startServer({ digests: true, pieceBytes }, kit)
    const admin = await connectAdmin(server)
    const movie_id = await upload(admin, film)
    assert.equal(await digestOf(server, movie_id), sha256)
    assert.equal((await admin.ok({ type: "get_manifest", movie_id })).sha256, sha256)
  })

  test("a film of the same content as one that has its SHA-256 is not read for it", async () => {
    await using library = await lastingLibrary(kit)
    const told = "5".repeat(64)
    let second = 0
    {
      await using server = await library.start({ pieceBytes })
      const admin = await connectAdmin(server)
      await change(server, await upload(admin, film), { sha256: told })
      second = await upload(admin, film)
    }
    await using server = await library.start({ digests: true })
    assert.equal(await digestOf(server, second), told)
  })

  test("a film stored before there were manifests gets the one that it would have today", async () => {
    await using library = await lastingLibrary(kit)
    let id = 0
    let contentId: string | null = null
    let manifest = Buffer.alloc(0)
    {
      await using server = await library.start({ pieceBytes })
      id = await upload(await connectAdmin(server), film)
      const { row, manifestPath } = await storedFilm(server, id)
      contentId = row.content_id
      manifest = await readFile(manifestPath)
      await rm(manifestPath)
      await change(server, id, { content_id: null, piece_bytes: null })
    }
    await using server = await library.start({ digests: true, pieceBytes })
    assert.equal(await digestOf(server, id), sha256)
    const { row, manifestPath } = await storedFilm(server, id)
    assert.deepEqual([row.content_id, row.piece_bytes], [contentId, pieceBytes])
    assert.ok((await readFile(manifestPath)).equals(manifest))
  })

  test("a film whose bytes are not what they were gets no SHA-256, and the log tells", async () => {
    await using library = await lastingLibrary(kit)
    const ids: number[] = []
    {
      await using server = await library.start({ pieceBytes })
      const admin = await connectAdmin(server)
      for (const seed of [1, 2, 3, 4]) ids.push(await upload(admin, makeFilm(300_000, `film ${seed}`, seed)))
      const stored = await Promise.all(ids.map((id) => storedFilm(server, id)))
      const [flipped, cut, missing, old] = stored.map(({ path }) => path)
      await flipByte(String(flipped), 100_000)
      await truncate(String(cut), 299_999)
      await rm(String(missing))
      await flipByte(String(old), 0)
      await change(server, ids[3] ?? 0, { content_id: null, piece_bytes: null })
    }
    await using server = await library.start({ digests: true })
    const warned = (): string[] => server.logged.filter((line) => line.includes("missing or wrong"))
    await until("each of them was looked at", () => warned().length === ids.length)
    for (const id of ids) {
      assert.ok(warned().some((line) => line.includes(`"movieId":${id}`)))
      assert.equal((await storedFilm(server, id)).row.sha256, null)
    }
  })

  test("two servers on one library agree", async () => {
    await using library = await lastingLibrary(kit)
    const made = Array.from({ length: 6 }, (_, seed) => makeFilm(200_000, `film ${seed}`, seed))
    const ids: number[] = []
    {
      await using server = await library.start({ pieceBytes })
      const admin = await connectAdmin(server)
      for (const one of made) ids.push(await upload(admin, one))
    }
    const digests = { digests: true }
    await using one = await library.start(digests)
    await using other = await library.start(digests)
    for (const [index, id] of ids.entries()) {
      const { bytes = Buffer.alloc(0) } = made[index] ?? {}
      assert.equal(await digestOf(other, id), createHash("sha256").update(bytes).digest("hex"))
    }
    assert.deepEqual([...one.logged, ...other.logged], [])
  })
})

/** Makes a library in a folder whose one film takes many seconds to hash, and next to no room on the disk. */
async function makeLongFilm(dataDir: string): Promise<void> {
  await using server = await startServer({
    databaseUrl: `sqlite:${join(dataDir, "reelwire.sqlite")}`,
    uploadsDir: join(dataDir, "uploads"),
  })
  const id = await upload(await connectAdmin(server), film)
  await change(server, id, { content_id: null, piece_bytes: null, size: 32 * GiB })
  await truncate((await storedFilm(server, id)).path, 32 * GiB)
}

/** The process that a server started, once there is one. */
async function childOf({ child }: ServerProcess): Promise<number> {
  let found: number | undefined
  await until("the server hashes in another process", async () => {
    const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid="])
    const pairs = stdout
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number))
    found = pairs.find(([, parent]) => parent === child.pid)?.[0]
    return found !== undefined
  })
  assert.ok(found !== undefined)
  return found
}

async function isGone(pid: number): Promise<boolean> {
  const { stdout } = await run("ps", ["-o", "stat=", "-p", String(pid)]).catch(() => ({ stdout: "" }))
  // Where nobody asks how it ended, a process stays as a zombie.
  return stdout.trim() === "" || stdout.startsWith("Z")
}

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  test(`films are hashed at the lowest priority, and a server that ends by ${signal} leaves no process behind`, async () => {
    await using folder = await temporaryFolder()
    await makeLongFilm(folder.path)
    await using server = await runServer({ REELWIRE_DIGESTS: "1" }, folder.path)
    const pid = await childOf(server)
    await until("it has the lowest priority", () => getPriority(pid) === 19)
    server.child.kill(signal)
    const { code } = await server.ended()
    if (signal === "SIGTERM") assert.equal(code, 0)
    await until("the process is gone", () => isGone(pid))
  })
}

test("a server whose hashing process is killed tells so and serves on", async () => {
  await using folder = await temporaryFolder()
  await makeLongFilm(folder.path)
  await using server = await runServer({ REELWIRE_DIGESTS: "1" }, folder.path)
  process.kill(await childOf(server), "SIGKILL")
  await server.says(/"job":"digests"/)
  const peer = await server.connect()
  await peer.ok({ type: "ping" })
})
