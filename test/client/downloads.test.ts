import assert from "node:assert/strict"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { assertFile } from "../kit/assert-file.ts"
import { tempFolder } from "../kit/cli.ts"
import { askedBytes, breakOff, codeOf, download, film, pieceBytes } from "../kit/download-films.ts"
import { FilmServer } from "../kit/film-server.ts"
import { makeFilm } from "../kit/films.ts"
import { until } from "../kit/until.ts"

for (const size of [1, 9, pieceBytes - 1, pieceBytes, pieceBytes + 1, 20 * pieceBytes + 7]) {
  for (const connections of [1, 3]) {
    test(`a film of ${size} bytes arrives as it is over ${connections} connections, and nothing else is left`, async () => {
      await using folder = await tempFolder()
      const server = new FilmServer(makeFilm(size).bytes)
      const to = join(folder.path, "a", "b")
      const seen: number[] = []
      const { path } = await download(server, to, { connections, onProgress: (bytes) => seen.push(bytes) })
      await assertFile(path, server.film)
      assert.deepEqual(await readdir(to), ["f.mp4"])
      assert.deepEqual([seen.at(-1), server.delivered, askedBytes(server)], [size, [7], size])
      assert.equal(server.connections, Math.min(connections, Math.ceil(size / pieceBytes)))
    })
  }
}

test("a hostile server's name cannot leave the folder", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  server.name = "../../../../outside.mp4"
  const { path } = await download(server, folder.path)
  assert.equal(path, join(folder.path, "outside.mp4"))
})

test("one range is asked for many pieces, and the same record is named by all ranges", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  await download(server, folder.path)
  assert.deepEqual(
    server.ranges.map(({ offset, length, downloadId }) => [offset, length, downloadId]),
    [[0, film.length, undefined]],
  )
  server.ranges.length = 0
  await download(server, join(folder.path, "again"), { connections: 4 })
  const [first, ...others] = server.ranges
  assert.equal(first?.downloadId, undefined)
  assert.ok(others.length >= 3 && others.every(({ downloadId }) => downloadId === 7))
})

test("a connection that is lost is made again, and only what is missing is fetched", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  server.beforeRange = (number, caller, range) => {
    if (number > 3) return range
    setTimeout(() => caller.socket.resetAndDestroy(), 20)
    return range.subarray(0, 2.5 * pieceBytes)
  }
  const { path } = await download(server, folder.path)
  await assertFile(path, film)
  assert.deepEqual(
    server.ranges.map(({ offset, downloadId }) => [offset / pieceBytes, downloadId]),
    [
      [0, undefined],
      [2, 7],
      [4, 7],
      [6, 7],
    ],
  )
})

test("a session that the server has forgotten is begun anew", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  server.beforeRange = (number, caller, range) => {
    if (number > 1) return range
    server.lies.download_movie = { flag: false, code: "NOT_LOGGED_IN", msg: "who?" }
    setTimeout(() => caller.socket.destroy(), 20)
    return range.subarray(0, pieceBytes)
  }
  const downloading = download(server, folder.path)
  await until("it logs in again", () => server.requests.filter(({ type }) => type === "login").length === 2)
  delete server.lies.download_movie
  await assertFile((await downloading).path, film)
})

test("a login that is refused when the session is forgotten is not tried again", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  server.beforeRange = (_, caller, range) => {
    server.lies.download_movie = { flag: false, code: "NOT_LOGGED_IN", msg: "who?" }
    server.lies.login = { flag: false, code: "WRONG_LOGIN", msg: "not you" }
    setTimeout(() => caller.socket.destroy(), 20)
    return range.subarray(0, pieceBytes)
  }
  assert.equal(await codeOf(download(server, folder.path)), "WRONG_LOGIN")
  assert.equal(server.requests.filter(({ type }) => type === "login").length, 2)
})

test("what is given up is kept, and gone on with under the same record", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  await breakOff(server, folder.path, 4.5 * pieceBytes)
  assert.deepEqual((await readdir(folder.path)).sort(), [
    "f.mp4.part",
    "f.mp4.part.json",
    "f.mp4.part.pieces",
  ])
  const started: number[] = []
  const { path } = await download(server, folder.path, {
    onStart: ({ hereBytes }) => started.push(hereBytes),
  })
  await assertFile(path, film)
  assert.deepEqual(await readdir(folder.path), ["f.mp4"])
  assert.deepEqual(
    [started, server.ranges[0]?.offset, server.ranges[0]?.downloadId],
    [[4 * pieceBytes], 4 * pieceBytes, 7],
  )
})

test("a record that the server doesn't know any more is replaced by a new one", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  await breakOff(server, folder.path, 2 * pieceBytes)
  server.downloadId = 8
  await download(server, folder.path, { connections: 3 })
  assert.deepEqual(server.delivered, [8])
  assert.equal(server.ranges.filter(({ downloadId }) => downloadId === undefined).length, 1)
})

test("an aborted download throws the reason and keeps what arrived", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  server.beforeRange = (_, __, range) => range.subarray(0, 3 * pieceBytes)
  const abort = new AbortController()
  const onProgress = (bytes: number): void => {
    if (bytes >= 3 * pieceBytes) abort.abort(new Error("enough"))
  }
  const error = await codeOf(
    download(server, folder.path, { signal: abort.signal, onProgress, connections: 2 }),
  )
  assert.match(String(error), /enough/)
  server.beforeRange = (_, __, range) => range
  server.ranges.length = 0
  await download(server, folder.path)
  assert.ok(askedBytes(server) < film.length, "something was kept")
})

test("a piece that arrives damaged is fetched again, and nothing else is", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  server.beforeRange = (number, _, range) => {
    const damaged = Buffer.from(range)
    if (number === 1) damaged[3 * pieceBytes + 5] = (damaged[3 * pieceBytes + 5] ?? 0) ^ 1
    return damaged
  }
  const { path } = await download(server, folder.path)
  await assertFile(path, film)
  assert.deepEqual(
    server.ranges.map(({ offset, length }) => [offset, length]),
    [
      [0, film.length],
      [3 * pieceBytes, pieceBytes],
    ],
  )
})

test("a piece that always arrives damaged ends the download, and what is right stays", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  const right = server.beforeRange
  server.beforeRange = (_, __, range) => Buffer.alloc(range.length, range.subarray(0, pieceBytes))
  assert.equal(await codeOf(download(server, folder.path)), "PIECE_DAMAGED")
  server.beforeRange = right
  server.ranges.length = 0
  await download(server, folder.path)
  assert.ok(askedBytes(server) < film.length, "the first piece was right")
})

test("a film that is another one meanwhile is never mixed with what is here; pieces that both have stay", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  const other = Buffer.from(film)
  other.fill(0, 1 * pieceBytes, 2 * pieceBytes)
  server.beforeRange = (number, caller, range) => {
    if (number > 1) return range
    server.film = other
    setTimeout(() => caller.socket.destroy(), 20)
    return range.subarray(0, 3 * pieceBytes)
  }
  const starts: number[] = []
  const { path } = await download(server, folder.path, { onStart: ({ hereBytes }) => starts.push(hereBytes) })
  await assertFile(path, other)
  assert.deepEqual(starts, [0, 2 * pieceBytes])
  const fetched = server.ranges.slice(2).map(({ offset }) => offset / pieceBytes)
  assert.deepEqual(fetched, [1, 3])
})

test("a film that has another size by now is fetched anew", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  await breakOff(server, folder.path, 3 * pieceBytes)
  server.film = makeFilm(5 * pieceBytes + 9, "f.mp4", 3).bytes
  const { path } = await download(server, folder.path)
  await assertFile(path, server.film)
})
