import assert from "node:assert/strict"
import { readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { RateLimit } from "../../client/transfer/rate-limit.ts"
import { assertFile } from "../kit/assert-file.ts"
import { tempFolder } from "../kit/cli.ts"
import { codeOf, download, film } from "../kit/download-films.ts"
import { FilmServer } from "../kit/film-server.ts"

for (const lie of [
  { film_size: film.length + 1 },
  { film_size: -1 },
  { film_size: "5" },
  { piece_size: 0 },
  { content_id: "0".repeat(64) },
  { hashes: [] },
  { hashes: ["z".repeat(64)] },
  { next_piece: 0 },
  { next_piece: 8000 },
]) {
  test(`a manifest with ${JSON.stringify(lie)} is none`, async () => {
    await using folder = await tempFolder()
    const server = new FilmServer(film)
    server.lies.get_manifest = lie
    assert.equal(await codeOf(download(server, folder.path, { patienceS: 0 })), "NOT_REELWIRE")
    assert.deepEqual([await readdir(folder.path), server.ranges.length], [[], 0])
  })
}

for (const lie of [{ file_size: 5 }, { content_id: null }, { download_id: 0 }]) {
  test(`a range that says ${JSON.stringify(lie)} is not believed`, async () => {
    await using folder = await tempFolder()
    const server = new FilmServer(film)
    server.lies.download_movie = lie
    assert.equal(await codeOf(download(server, folder.path, { patienceS: 0 })), "NOT_REELWIRE")
  })
}

test("a film that the server refuses leaves nothing", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  server.lies.download_movie = { flag: false, code: "FILM_DAMAGED", msg: "damaged" }
  assert.equal(await codeOf(download(server, folder.path)), "FILM_DAMAGED")
  assert.deepEqual(await readdir(folder.path), [])
})

test("a limit holds over all connections together", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  const limit = new RateLimit(1_000_000)
  const startMs = performance.now()
  await download(server, folder.path, { limit, connections: 4 })
  const tookS = (performance.now() - startMs) / 1000
  assert.ok(tookS > 0.5, `${film.length} bytes at 1 MB/s took ${tookS} s`)
})

test("a connection too many does not end what the others can do", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  let first: unknown
  server.beforeRange = (_, caller, range) => {
    first ??= caller
    if (caller !== first) caller.socket.destroy()
    return range
  }
  const { path } = await download(server, folder.path, { connections: 3, patienceS: 0 })
  await assertFile(path, film)
})

test("a folder that is a file, or may not be made, is told", async () => {
  await using folder = await tempFolder()
  const path = join(folder.path, "file")
  await writeFile(path, "")
  const server = new FilmServer(film)
  assert.equal(await codeOf(download(server, path)), "FILE_EXISTS")
  assert.equal(await codeOf(download(server, join(path, "deeper"))), "NO_SUCH_FILE")
})

for (const isOtherAlive of [true, false]) {
  const then = isOtherAlive
    ? "another fetches what it had"
    : "and the other as well, the film is not called whole"
  test(`where a connection is lost for good when the others have nothing left to do, ${then}`, async () => {
    await using folder = await tempFolder()
    const server = new FilmServer(film)
    const othersDone = Promise.withResolvers<void>()
    let [last, isLost]: [unknown, boolean] = [undefined, false]
    server.beforeRange = async (_, caller, range) => {
      last ??= caller
      if (caller === last) {
        await othersDone.promise
        isLost = true
      }
      if (caller === last || (isLost && !isOtherAlive)) caller.socket.destroy()
      return range
    }
    let told = 0
    const onProgress = (bytes: number): void => {
      // Told once when the others' last bytes have come, and again when they are verified.
      if (bytes === film.length - (server.ranges[0]?.length ?? 0) && ++told === 2) othersDone.resolve()
    }
    const downloading = download(server, folder.path, { connections: 2, patienceS: 0, onProgress })
    if (isOtherAlive) return assertFile((await downloading).path, film)
    assert.equal(await codeOf(downloading), "CONNECTION_LOST")
    const kept = ["f.mp4.part", "f.mp4.part.json", "f.mp4.part.pieces"]
    assert.deepEqual((await readdir(folder.path)).sort(), kept)
    assert.deepEqual(server.delivered, [])
  })
}
