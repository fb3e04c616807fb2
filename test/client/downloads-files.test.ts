import assert from "node:assert/strict"
import { mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises"
import { hostname } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { assertFile } from "../kit/assert-file.ts"
import { tempFolder } from "../kit/cli.ts"
import { askedBytes, breakOff, codeOf, download, film, pieceBytes } from "../kit/download-films.ts"
import { FilmServer } from "../kit/film-server.ts"
import { makeFilm } from "../kit/films.ts"
import { smallDisk } from "../kit/small-disk.ts"

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
