import assert from "node:assert/strict"
import { mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises"
import { hostname } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { prehash } from "../../client/prehash.ts"
import { Refused } from "../../client/refused.ts"
import { connect } from "../../client/remote.ts"
import {
  type DownloadedFilm,
  type DownloadOptions,
  downloadFilm,
} from "../../client/transfer/download-film.ts"
import { RateLimit } from "../../client/transfer/rate-limit.ts"
import { Trouble } from "../../client/trouble.ts"
import { assertFile } from "../kit/assert-file.ts"
import { tempFolder } from "../kit/cli.ts"
import { FilmServer } from "../kit/film-server.ts"
import { makeFilm } from "../kit/films.ts"
import { smallDisk } from "../kit/small-disk.ts"
import { until } from "../kit/until.ts"

const KiB = 1024
const pieceBytes = 64 * KiB
const film = makeFilm(10 * pieceBytes + 7).bytes

/** Downloads a server's film into a folder, with little patience. */
async function download(
  server: FilmServer,
  folder: string,
  options: Partial<DownloadOptions> = {},
): Promise<DownloadedFilm> {
  await using running = await server.start()
  await using remote = await connect({ host: "127.0.0.1", port: running.port })
  await remote.call("login", { name: "n", password: prehash("secret"), user_type: "user" })
  return await downloadFilm(remote, 1, { folder, overwrite: false, patienceS: 10, ...options })
}

/** The code of what a promise rejects with. */
async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const error = await promise.then(
    () => assert.fail("it was expected to fail"),
    (reason: unknown) => reason,
  )
  return error instanceof Trouble || error instanceof Refused ? error.code : error
}

/** Lets a download break off after so many bytes of its first range. */
async function breakOff(server: FilmServer, folder: string, afterBytes: number): Promise<void> {
  const { beforeRange } = server
  server.beforeRange = (_, caller, range) => {
    setTimeout(() => caller.socket.destroy(), 20)
    return range.subarray(0, afterBytes)
  }
  assert.equal(await codeOf(download(server, folder, { patienceS: 0 })), "CONNECTION_LOST")
  server.beforeRange = beforeRange
  server.ranges.length = 0
}

/** Bytes that were asked for. */
function askedBytes({ ranges }: FilmServer): number {
  return ranges.reduce((sum, { length }) => sum + length, 0)
}

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

test("an existing file is not overwritten unasked, nor one that appears during the download", async () => {
  await using folder = await tempFolder()
  const path = join(folder.path, "f.mp4")
  const server = new FilmServer(film)
  let isWritten = false
  const onProgress = (): void => {
    if (!isWritten) void writeFile(path, "mine")
    isWritten = true
  }
  assert.equal(await codeOf(download(server, folder.path, { onProgress })), "FILE_EXISTS")
  assert.equal(await readFile(path, "utf8"), "mine")
  server.ranges.length = 0
  assert.equal(await codeOf(download(server, folder.path)), "FILE_EXISTS")
  assert.equal(server.ranges.length, 0)
  assert.equal(await readFile(path, "utf8"), "mine")
})

test("with overwrite an existing file is replaced, and a link is replaced rather than followed", async () => {
  await using folder = await tempFolder()
  const elsewhere = join(folder.path, "elsewhere")
  await writeFile(elsewhere, "mine")
  await symlink(elsewhere, join(folder.path, "f.mp4"))
  await symlink(elsewhere, join(folder.path, "f.mp4.part"))
  const { path } = await download(new FilmServer(film), folder.path, { overwrite: true })
  await assertFile(path, film)
  assert.equal(await readFile(elsewhere, "utf8"), "mine")
  assert.deepEqual((await readdir(folder.path)).sort(), ["elsewhere", "f.mp4"])
})

test("a part that no download of ours made is left alone", async () => {
  await using folder = await tempFolder()
  await writeFile(join(folder.path, "f.mp4.part"), "theirs")
  const server = new FilmServer(film)
  assert.equal(await codeOf(download(server, folder.path)), "PART_EXISTS")
  assert.equal(await readFile(join(folder.path, "f.mp4.part"), "utf8"), "theirs")
  assert.equal(server.ranges.length, 0)
})

test("what is kept of another film of the same name is left alone, unless it may be overwritten", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  await breakOff(server, folder.path, 4.5 * pieceBytes)
  const note = join(folder.path, "f.mp4.part.json")
  const ours = await readFile(note, "utf8")
  await writeFile(note, ours.replace('"movie_id":1', '"movie_id":2'))
  assert.equal(await codeOf(download(server, folder.path)), "PART_EXISTS")
  await writeFile(note, ours.slice(0, 9))
  await download(server, folder.path)
  assert.equal(askedBytes(server), film.length - 4 * pieceBytes, "a torn note costs no pieces")
  await breakOff(server, join(folder.path, "again"), 4.5 * pieceBytes)
  await writeFile(join(folder.path, "again", "f.mp4.part.json"), '{"movie_id":2}')
  await download(server, join(folder.path, "again"), { overwrite: true })
  assert.equal(askedBytes(server), film.length)
})

test("a part that can't go on as the film's new version stays", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  const part = join(folder.path, "f.mp4.part")
  server.beforeRange = async (_, caller, range) => {
    server.film = makeFilm(film.length, "f.mp4", 3).bytes
    await rename(`${part}.pieces`, `${part}.aside`)
    await mkdir(`${part}.pieces`)
    setTimeout(() => caller.socket.destroy(), 20)
    return range.subarray(0, pieceBytes)
  }
  assert.equal(await codeOf(download(server, folder.path)), "NOT_A_FILE")
  assert.equal((await stat(part)).size, film.length)
})

test("two downloads to one file at once: the second is told, and a lock that its process has left is none", async () => {
  await using folder = await tempFolder()
  const lock = join(folder.path, "f.mp4.part.lock")
  const server = new FilmServer(film)
  const halfway = Promise.withResolvers<void>()
  const [begun, goOn] = [Promise.withResolvers<void>(), halfway.promise]
  server.beforeRange = async (_, __, range) => {
    begun.resolve()
    await goOn
    return range
  }
  const first = download(server, folder.path)
  await begun.promise
  assert.equal(await codeOf(download(new FilmServer(film), folder.path)), "DOWNLOAD_BUSY")
  halfway.resolve()
  await first
  assert.deepEqual(await readdir(folder.path), ["f.mp4"])
  for (const [name, stale] of [
    ["ended", JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1, started: "1" })],
    ["reused", JSON.stringify({ host: hostname(), pid: process.pid, started: "1" })],
    ["torn", '{"host":'],
  ]) {
    await writeFile(lock, stale ?? "")
    assert.ok((await download(new FilmServer(film), folder.path, { overwrite: true })).path, name)
  }
  for (const taken of [
    { host: "elsewhere", pid: 1, started: "1" },
    // Where a system hides others' processes nobody can tell when this one began.
    { host: hostname(), pid: process.pid, started: "" },
  ]) {
    await writeFile(lock, JSON.stringify(taken))
    assert.equal(
      await codeOf(download(new FilmServer(film), folder.path, { overwrite: true })),
      "DOWNLOAD_BUSY",
    )
  }
})

test("a lock that somebody else has taken meanwhile is theirs to give back", async () => {
  await using folder = await tempFolder()
  const lock = join(folder.path, "f.mp4.part.lock")
  const theirs = JSON.stringify({ host: "elsewhere", pid: 1, started: "1" })
  const server = new FilmServer(film)
  server.beforeRange = async (_, __, range) => {
    await writeFile(lock, theirs)
    return range
  }
  await download(server, folder.path)
  assert.equal(await readFile(lock, "utf8"), theirs)
  assert.deepEqual((await readdir(folder.path)).sort(), ["f.mp4", "f.mp4.part.lock"])
})

test("a process that died between naming the film and telling the server is followed by one that tells it", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  const { path } = await download(server, folder.path)
  const whole_id = server.ranges[0]?.contentId
  const note = { movie_id: 1, download_id: 7, whole_id }
  await writeFile(`${path}.part.json`, JSON.stringify(note))
  assert.equal((await download(server, folder.path)).path, path)
  assert.deepEqual([server.delivered, server.ranges.length], [[7, 7], 1])
  assert.deepEqual(await readdir(folder.path), ["f.mp4"])
  for (const other of [{ whole_id: null }, { whole_id: "0".repeat(64) }]) {
    await writeFile(`${path}.part.json`, JSON.stringify({ ...note, ...other }))
    assert.equal(await codeOf(download(server, folder.path)), "FILE_EXISTS")
  }
  await writeFile(`${path}.part.json`, JSON.stringify(note))
  await writeFile(path, "another one")
  assert.equal(await codeOf(download(server, folder.path)), "FILE_EXISTS")
})

test("a film whose manifest is still being worked out comes in one go, checked as far as can be", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  server.isPending = true
  const { path } = await download(server, folder.path)
  await assertFile(path, film)
  assert.deepEqual([await readdir(folder.path), server.delivered], [["f.mp4"], [7]])
  server.beforeRange = (_, __, range) => Buffer.alloc(range.length)
  const failed = download(server, folder.path, { overwrite: true })
  assert.equal(await codeOf(failed), "WRONG_BYTES")
  await assertFile(path, film)
  assert.deepEqual(await readdir(folder.path), ["f.mp4"])
})

test("a film without a manifest is asked for when there is a place for it, and again when it breaks off", async () => {
  await using folder = await tempFolder()
  const server = new FilmServer(film)
  server.isPending = true
  const [path, lock] = [join(folder.path, "f.mp4"), join(folder.path, "f.mp4.part.lock")]
  await writeFile(lock, JSON.stringify({ host: "elsewhere", pid: 1, started: "1" }))
  assert.equal(await codeOf(download(server, folder.path)), "DOWNLOAD_BUSY")
  await rm(lock)
  await writeFile(path, "mine")
  assert.equal(await codeOf(download(server, folder.path)), "FILE_EXISTS")
  assert.deepEqual(server.ranges, [], "no record was made")
  server.beforeRange = (number, caller, range) => {
    if (number > 1) return range
    setTimeout(() => caller.socket.destroy(), 20)
    return range.subarray(0, 3 * pieceBytes)
  }
  await download(server, folder.path, { overwrite: true })
  await assertFile(path, film)
  assert.deepEqual(
    [server.ranges.map(({ downloadId }) => downloadId), server.delivered],
    [[undefined, 7], [7]],
  )
})

test("a film that is larger than the disk is given up before its bytes come", async () => {
  await using disk = await smallDisk(4 * pieceBytes)
  if (disk === undefined) return
  const server = new FilmServer(film)
  assert.equal(await codeOf(download(server, disk.path)), "DISK_FULL")
  assert.deepEqual([await readdir(disk.path), server.ranges.length], [[], 0])
})

test("a disk that gets full keeps what was verified, and the download goes on where it was when there is room", async (t) => {
  await using disk = await smallDisk(film.length + 2 * pieceBytes)
  if (disk === undefined) return t.skip("no file systems can be mounted here")
  const server = new FilmServer(film)
  const ballast = join(disk.path, "ballast")
  const right = server.beforeRange
  server.beforeRange = async (_, __, range) => {
    await writeFile(ballast, Buffer.alloc(5 * pieceBytes))
    return range
  }
  assert.equal(await codeOf(download(server, disk.path)), "DISK_FULL")
  const kept = await stat(join(disk.path, "f.mp4.part"))
  assert.ok(kept.blocks > 0)
  await writeFile(ballast, "")
  server.beforeRange = right
  server.ranges.length = 0
  const { path } = await download(server, disk.path)
  await assertFile(path, film)
  assert.ok(askedBytes(server) < film.length, "what was there was not fetched again")
})

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
