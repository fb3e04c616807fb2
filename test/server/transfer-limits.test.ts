import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { test } from "node:test"
import { setTimeout as delay } from "node:timers/promises"
import { promisify } from "node:util"
import { DownloadRecord } from "../../db/download-record.ts"
import { makeFilm } from "../kit/films.ts"
import { encode } from "../kit/peer.ts"
import { connectAdmin, connectMember, upload } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { smallDisk } from "../kit/small-disk.ts"
import { until } from "../kit/until.ts"
import { bytesIn, filesIn, filmFilesIn } from "../kit/uploads.ts"

const film = makeFilm(1000)
/** More than the buffers of two sockets hold. */
const longBytes = 24 * 1024 * 1024

test("an upload that gives nothing for its time is ended, and nothing is left of it", async () => {
  await using server = await startServer({ uploadIdleS: 0.2 })
  const admin = await connectAdmin(server)
  await admin.fails("TIMED_OUT", film.request, film.bytes.subarray(0, 999))
  assert.equal((await admin.end()).length, 0)
  assert.deepEqual(await filesIn(server.settings.uploadsDir), [])
})

test("a refused upload that gives nothing for its time is ended as well", async () => {
  await using server = await startServer({ uploadIdleS: 0.2 })
  const stranger = await server.connect()
  await stranger.fails("NOT_LOGGED_IN", film.request, film.bytes.subarray(0, 999))
  assert.equal((await stranger.end()).length, 0)
})

test("an upload that keeps giving something is never too slow", async () => {
  await using server = await startServer({ uploadIdleS: 0.3, frameS: 0.1, loginS: 0.1 })
  const admin = await connectAdmin(server)
  const short = makeFilm(12)
  await admin.send(encode({ ...short.request, session: admin.session }))
  for (const byte of short.bytes) {
    await admin.send(Buffer.of(byte))
    await delay(50)
  }
  assert.equal((await admin.reply()).flag, true)
})

test("a reader that takes nothing for its time is cut, and its record stays unfinished", async () => {
  await using server = await startServer({ writeStallS: 0.3 })
  const admin = await connectAdmin(server)
  await upload(admin, makeFilm(longBytes))
  const member = await connectMember(server)
  await member.ok({ type: "download_movie", movie_id: 1 })
  member.pause()
  const { database } = server.running.app
  await until("the record has its bytes", () =>
    database.run(async () => ((await DownloadRecord.get(1))?.bytes ?? 0) > 0),
  )
  const record = await database.run(() => DownloadRecord.get(1))
  assert.ok(record !== undefined && record.bytes < longBytes)
  assert.equal(record.is_finished, false)
  member.resume()
  assert.ok((await member.end()).length < longBytes)
})

test("a reader that keeps taking something is never too slow", async () => {
  await using server = await startServer({ writeStallS: 0.5 })
  const admin = await connectAdmin(server)
  const long = makeFilm(longBytes)
  await upload(admin, long)
  const member = await connectMember(server)
  await member.ok({ type: "download_movie", movie_id: 1 })
  const startMs = performance.now()
  const pieceBytes = longBytes / 16
  for (let at = 0; at < longBytes; at += pieceBytes) {
    const piece = await member.bytes(pieceBytes)
    assert.ok(piece.equals(long.bytes.subarray(at, at + pieceBytes)))
    member.pause()
    await delay(70)
    member.resume()
  }
  assert.ok(performance.now() - startMs > 1000)
  await member.ok({ type: "ping" })
})

for (const sendfile of [true, false]) {
  const way = sendfile ? "by sendfile" : "through memory"
  test(`a reader behind a slow line is not taken for one that reads nothing, ${way}`, async (t) => {
    if (process.platform !== "linux") return t.skip("only Linux tells what a peer has acknowledged")
    await using server = await startServer({ writeStallS: 2, sendfile })
    const long = makeFilm(longBytes)
    await upload(await connectAdmin(server), long)
    const member = await connectMember(server)
    const script = new URL("../python/slow_reader.py", import.meta.url).pathname
    const words = [script, String(server.port), member.session ?? "", "1", String(longBytes)]
    const { stdout } = await promisify(execFile)("python3", words)
    assert.equal(stdout.trim(), `${longBytes} ${createHash("sha256").update(long.bytes).digest("hex")}`)
  })
}

test("a film that would not leave the disk its room is refused and the connection stays usable", async () => {
  await using server = await startServer({ minFreeBytes: 2 ** 50 })
  const admin = await connectAdmin(server)
  await admin.fails("NO_SPACE", film.request, film.bytes)
  await admin.ok({ type: "ping" })
  assert.deepEqual(await filesIn(server.settings.uploadsDir), [])
})

test("a film too long for the disk is refused, and one that fits is taken after it", async (t) => {
  await using disk = await smallDisk(2 * 1024 * 1024)
  if (disk === undefined) return t.skip("needs leave to mount a small disk")
  await using server = await startServer({ uploadsDir: disk.path })
  const admin = await connectAdmin(server)
  const tooLong = makeFilm(3 * 1024 * 1024)
  await admin.fails("NO_SPACE", tooLong.request, tooLong.bytes)
  const fits = makeFilm(1024 * 1024)
  await admin.ok(fits.request, fits.bytes)
})

test("of two films that fit each but not together the second is refused before its bytes, and the first is taken", async (t) => {
  await using disk = await smallDisk(2 * 1024 * 1024)
  if (disk === undefined) return t.skip("needs leave to mount a small disk")
  await using server = await startServer({ uploadsDir: disk.path, maxRefusedFilmBytes: 0 })
  const first = await connectAdmin(server)
  const second = await server.connect()
  const { session } = first
  const film = makeFilm(1_400_000)
  const [half, rest] = [film.bytes.subarray(0, 700_000), film.bytes.subarray(700_000)]
  const announced = encode({ ...film.request, session })
  await first.send(Buffer.concat([announced, half]))
  await until("a half is on the disk", async () => (await bytesIn(disk.path)) === half.length)
  await second.send(announced)
  assert.equal((await second.reply()).code, "NO_SPACE")
  await first.send(rest)
  assert.equal((await first.reply()).code, 0)
  assert.equal((await filmFilesIn(disk.path)).length, 1)
})

test("a peer that asks on and on without reading is no longer read, and holds nobody up", async () => {
  await using server = await startServer({ writeStallS: 60 })
  const other = await server.connect()
  const empty = Buffer.alloc(64 * 1024)
  const pings = Buffer.concat(Array(3000).fill(encode({ type: "ping" })))
  const rssBefore = process.memoryUsage().rss
  const loop = monitorEventLoopDelay({ resolution: 5 })
  loop.enable()
  for (const requests of [empty, pings]) {
    const peer = await server.connect()
    peer.pause()
    let writtenBytes = 0
    for (;;) {
      const isTaken = await Promise.race([peer.send(requests).then(() => true), delay(300, false)])
      if (!isTaken) break
      writtenBytes += requests.length
      assert.ok(writtenBytes < 64 * 1024 * 1024, "the server reads on although nobody takes its answers")
    }
    await other.ok({ type: "ping" })
  }
  loop.disable()
  assert.ok(loop.max < 500e6, `everybody waited for ${loop.max / 1e6} ms`)
  const grownMiB = (process.memoryUsage().rss - rssBefore) / 2 ** 20
  assert.ok(grownMiB < 100, `memory grew by ${grownMiB} MiB`)
})
