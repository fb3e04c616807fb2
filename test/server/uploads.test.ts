import assert from "node:assert/strict"
import { readdir, readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { blake3 } from "@napi-rs/blake-hash"
import { Movie } from "../../db/movie.ts"
import { Upload } from "../../db/upload.ts"
import { expireUploads } from "../../server/jobs/expire-uploads.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { type Film, makeFilm } from "../kit/films.ts"
import { encode, type Peer } from "../kit/peer.ts"
import {
  connectAdmin,
  connectSecondAdmin,
  hasBytes,
  listIn,
  logIn,
  numberIn,
  password,
} from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"
import { missingPieces, uploadInPieces } from "../kit/upload-in-pieces.ts"
import { filesIn } from "../kit/uploads.ts"

const pieceBytes = 65_536
const settings = { pieceBytes, downloadWaitS: 0 }
/** Five pieces, the last of 7,856 bytes. */
const film = makeFilm(270_000)

function pieceOf(piece: number, { bytes }: Film = film): Buffer {
  return bytes.subarray(piece * pieceBytes, (piece + 1) * pieceBytes)
}

function sending(upload_id: number, piece: number, bytes = pieceOf(piece)): object {
  return { type: "send_piece", upload_id, piece, hash: hashOf(bytes), file_size: bytes.length }
}

function hashOf(bytes: Buffer): string {
  return blake3(bytes).toString("hex")
}

function starting({ request }: Film = film, more: object = {}): object {
  const { file_name, file_size: film_size, file_md5, is_free } = request
  return { type: "start_upload", file_name, film_size, file_md5, is_free, ...more }
}

async function start(peer: Peer, one: Film = film): Promise<number> {
  return numberIn(await peer.ok(starting(one)), "upload_id")
}

async function send(peer: Peer, upload_id: number, pieces: readonly number[], one = film): Promise<void> {
  for (const piece of pieces)
    await peer.ok(sending(upload_id, piece, pieceOf(piece, one)), pieceOf(piece, one))
}

forEachDatabase((kit) => {
  test("a film that comes piece by piece in any order is in the library with its manifest", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const started = await admin.ok(starting())
    assert.deepEqual(
      [started.movie_id, started.piece_size, started.piece_count, started.is_resumed],
      [null, pieceBytes, 5, 0],
    )
    const id = numberIn(started, "upload_id")
    await send(admin, id, [4, 0, 2])
    const checked = await admin.ok({ type: "check_upload", upload_id: id, first_piece: 1, limit: 3 })
    assert.deepEqual(checked.pieces, [null, hashOf(pieceOf(2)), null])
    assert.deepEqual([checked.verified, checked.next_piece], [3, 4])
    await send(admin, id, [3])
    await admin.fails("PIECES_MISSING", { type: "finish_upload", upload_id: id })
    assert.equal((await admin.ok(sending(id, 1), pieceOf(1))).verified, 5)
    const finished = await admin.ok({ type: "finish_upload", upload_id: id })
    await hasBytes(admin, numberIn(finished, "movie_id"), film)
    const [row] = await server.running.app.database.run(() => Movie.select())
    assert.deepEqual([row?.content_id, row?.piece_bytes], [finished.content_id, pieceBytes])
    const manifest = await server.running.app.store.manifest(row?.stored_name ?? "")
    assert.deepEqual(Buffer.from(manifest?.hashes.subarray(0, 32) ?? []), blake3(pieceOf(0)))
    assert.equal(await server.running.app.database.run(() => Upload.count()), 0)
    assert.equal((await filesIn(server.settings.uploadsDir)).length, 2)
    await admin.fails("NO_SUCH_UPLOAD", { type: "finish_upload", upload_id: id })
  })

  test("an upload goes on after the server was stopped and started again", async () => {
    await using database = await kit.fresh()
    const server = await startServer({ ...settings, databaseUrl: database.url })
    const admin = await connectAdmin(server)
    const id = await start(admin)
    await send(admin, id, [0, 3])
    await admin[Symbol.asyncDispose]()
    await server.running.stop()
    await using again = await startServer({ ...server.settings })
    const back = await again.connect()
    await logIn(back, "admin", "admin")
    const started = await back.ok(starting())
    assert.deepEqual([started.upload_id, started.is_resumed], [id, 1])
    assert.deepEqual(await missingPieces(back, id), [1, 2, 4])
    await hasBytes(back, await uploadInPieces([back], film), film)
  })

  test("several connections of one person send pieces of one upload at once", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const long = makeFilm(40 * pieceBytes + 3)
    const others = await Promise.all([1, 2, 3].map(() => server.connect()))
    for (const other of others) other.session = admin.session
    await hasBytes(admin, await uploadInPieces([admin, ...others], long), long)
  })

  test("another admin can neither look at an upload nor add to it, but list and drop it", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const id = await start(admin)
    await send(admin, id, [0, 4])
    const second = await connectSecondAdmin(server, admin)
    await second.fails("NO_SUCH_UPLOAD", { type: "check_upload", upload_id: id })
    await second.fails("NO_SUCH_UPLOAD", sending(id, 1), pieceOf(1))
    await second.fails("NO_SUCH_UPLOAD", { type: "finish_upload", upload_id: id })
    assert.notEqual(await start(second), id)
    const uploads = listIn(await second.ok({ type: "list_uploads" }), "uploads")
    const [, listed] = uploads
    assert.ok(typeof listed === "object" && listed !== null)
    const { begun_time, last_time, expiry_time, ...rest } = Object.fromEntries(Object.entries(listed))
    assert.deepEqual(rest, {
      id,
      name: "film.mp4",
      uploader: "admin",
      is_own: 0,
      size: film.bytes.length,
      bytes: pieceBytes + pieceOf(4).length,
    })
    const days = (Date.parse(String(expiry_time)) - Date.parse(String(last_time))) / 86_400_000
    assert.deepEqual([days, begun_time], [server.settings.uploadDays, last_time])
    await second.ok({ type: "drop_upload", upload_id: id })
    await admin.fails("NO_SUCH_UPLOAD", sending(id, 1), pieceOf(1))
    await second.fails("NO_SUCH_UPLOAD", { type: "drop_upload", upload_id: id })
    assert.equal((await readdir(join(server.settings.uploadsDir, "unfinished"))).length, 1)
  })

  test("members may not upload, and nobody may without a session", async () => {
    await using server = await startServer(settings, kit)
    const stranger = await server.connect()
    await stranger.fails("NOT_LOGGED_IN", starting())
    await stranger.fails("NOT_LOGGED_IN", sending(1, 0), pieceOf(0))
    await stranger.ok({ type: "register", name: "member", password, user_type: "user" })
    await logIn(stranger, "member")
    await stranger.fails("NOT_ALLOWED", starting())
    await stranger.fails("NOT_ALLOWED", sending(1, 0), pieceOf(0))
  })

  test("an upload to which nothing came for its days goes with its bytes, a younger one stays", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const [old, young] = [await start(admin), await start(admin, makeFilm(100_000, "young", 3))]
    await send(admin, old, [0])
    const { app } = server.running
    const touch_time = new Date(Date.now() - (server.settings.uploadDays + 1) * 86_400_000)
    await app.database.run(() => Upload.update({ id: old }, { touch_time }))
    await app.database.run(() => expireUploads(app).run(new AbortController().signal))
    await admin.fails("NO_SUCH_UPLOAD", { type: "check_upload", upload_id: old })
    await admin.ok({ type: "check_upload", upload_id: young })
    assert.equal((await filesIn(server.settings.uploadsDir)).length, 2)
  })

  test("a piece that comes keeps its upload from expiring", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const id = await start(admin)
    const { app } = server.running
    const touch_time = new Date(Date.now() - (server.settings.uploadDays + 1) * 86_400_000)
    await app.database.run(() => Upload.update({ id }, { touch_time }))
    await send(admin, id, [0])
    await app.database.run(() => expireUploads(app).run(new AbortController().signal))
    assert.deepEqual(await missingPieces(admin, id), [1, 2, 3, 4])
  })

  test("a film with another md5 or another content than was said isn't published, and its upload stays", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const file_md5 = "0".repeat(32)
    const id = numberIn(await admin.ok({ ...starting(), file_md5 }), "upload_id")
    await send(admin, id, [0, 1, 2, 3, 4])
    await admin.fails("WRONG_CONTENT", { type: "finish_upload", upload_id: id })
    const other = await start(admin)
    await send(admin, other, [0, 1, 2, 3, 4])
    await admin.fails("WRONG_CONTENT", {
      type: "finish_upload",
      upload_id: other,
      content_id: "0".repeat(64),
    })
    assert.deepEqual(await missingPieces(admin, other), [])
    await hasBytes(admin, await uploadInPieces([admin], film), film)
    assert.equal(await server.running.app.database.run(() => Movie.count()), 1)
  })

  test("a film that is there is told by its content, and by nothing less", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const id = await start(admin)
    await send(admin, id, [0, 1, 2, 3, 4])
    const finish = { type: "finish_upload", upload_id: id }
    const { movie_id, content_id } = await admin.ok(finish)
    assert.deepEqual((await admin.ok({ ...finish, content_id })).movie_id, movie_id)
    const found = await admin.ok(starting(film, { content_id, file_name: "another name" }))
    assert.deepEqual([found.movie_id, found.upload_id, found.piece_count], [movie_id, null, 5])
    assert.equal((await admin.ok(starting())).movie_id, null)
    const claimed = "1".repeat(64)
    assert.equal((await admin.ok(starting(film, { content_id: claimed }))).movie_id, null)
    await admin.ok({ type: "delete_movie", delete_movie_id: movie_id })
    assert.equal((await admin.ok(starting(film, { content_id }))).movie_id, null)
    await admin.fails("NO_SUCH_UPLOAD", { ...finish, content_id })
  })

  test("two who finish one upload at once get the same film", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const other = await server.connect()
    other.session = admin.session
    const id = await start(admin)
    await send(admin, id, [0, 1, 2, 3, 4])
    const finish = { type: "finish_upload", upload_id: id }
    const replies = await Promise.all([admin.ask(finish), other.ask(finish)])
    assert.deepEqual(replies.map(({ code }) => code).sort(), [0, "NO_SUCH_UPLOAD"])
    assert.equal(await server.running.app.database.run(() => Movie.count()), 1)
    await hasBytes(admin, 1, film)
  })

  test("an upload that is dropped while it is finished either is a film or leaves nothing", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const other = await server.connect()
    other.session = admin.session
    for (let round = 0; round < 10; round++) {
      const one = makeFilm(100_000, `film ${round}`, round)
      const id = await start(admin, one)
      await send(admin, id, [0, 1], one)
      const [finished] = await Promise.all([
        admin.ask({ type: "finish_upload", upload_id: id }),
        other.ask({ type: "drop_upload", upload_id: id }),
      ])
      if (finished.code === 0) await hasBytes(admin, numberIn(finished, "movie_id"), one)
    }
    const films = await server.running.app.database.run(() => Movie.count())
    assert.equal((await filesIn(server.settings.uploadsDir)).length, 2 * films)
  })

  test("a piece under way keeps nobody from dropping its upload, and nothing stays of it", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const other = await server.connect()
    const id = await start(admin)
    await other.send(encode({ ...sending(id, 1), session: admin.session }))
    await other.send(pieceOf(1).subarray(0, 40_000))
    const unfinished = join(server.settings.uploadsDir, "unfinished")
    await until("it has begun", async () => (await readdir(unfinished)).length === 2)
    await admin.ok({ type: "drop_upload", upload_id: id })
    await other.send(pieceOf(1).subarray(40_000))
    await other.reply()
    other.session = admin.session
    await other.fails("NO_SUCH_UPLOAD", sending(id, 2), pieceOf(2))
    assert.deepEqual(await filesIn(server.settings.uploadsDir), [])
  })

  test("a film uploaded in one go has its manifest from then on", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const movie_id = numberIn(await admin.ok(film.request, film.bytes), "movie_id")
    const [row] = await server.running.app.database.run(() => Movie.select())
    const manifest = await server.running.app.store.manifest(row?.stored_name ?? "")
    assert.deepEqual(
      Buffer.from(manifest?.hashes ?? []),
      Buffer.concat([0, 1, 2, 3, 4].map((piece) => blake3(pieceOf(piece)))),
    )
    const found = await admin.ok(starting(film, { content_id: row?.content_id }))
    assert.equal(found.movie_id, movie_id)
    const path = join(server.settings.uploadsDir, "films", row?.stored_name ?? "")
    assert.ok((await readFile(path)).equals(film.bytes))
    assert.equal((await stat(path)).nlink, 1)
  })
})
