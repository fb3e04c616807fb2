import assert from "node:assert/strict"
import { test } from "node:test"
import { blake3 } from "@napi-rs/blake-hash"
import { makeFilm } from "../kit/films.ts"
import { forEachInwardWay, type InwardWay } from "../kit/inward-ways.ts"
import { connectAgain } from "../kit/outward-ways.ts"
import { encode } from "../kit/peer.ts"
import { connectAdmin, hasBytes, upload } from "../kit/people.ts"
import type { TestServer } from "../kit/server.ts"
import { until } from "../kit/until.ts"
import {
  type Begun,
  beginInPieces,
  missingPieces,
  sendPiece,
  uploadInPieces,
} from "../kit/upload-in-pieces.ts"
import { bytesIn, filesIn } from "../kit/uploads.ts"
import { watchThreads } from "../kit/watch-threads.ts"

/** As few as the thread takes. */
const pieceBytes = 256 * 1024
/** Five pieces, the last of 51,424 bytes. */
const film = makeFilm(1_100_000)

function startServer(way: InwardWay, more: object = {}): Promise<TestServer> {
  return way.start({ pieceBytes, downloadWaitS: 0, ...more })
}

function pieceOf(piece: number): Buffer {
  return film.bytes.subarray(piece * pieceBytes, (piece + 1) * pieceBytes)
}

function sending({ upload_id }: Pick<Begun, "upload_id">, piece: number, bytes = pieceOf(piece)): object {
  const hash = blake3(bytes).toString("hex")
  return { type: "send_piece", upload_id, piece, hash, file_size: bytes.length }
}

forEachInwardWay((way) => {
  test("films are taken by the thread where this is its way, and nowhere else", async (t) => {
    if (way.name === "thread" && process.platform !== "linux")
      return t.skip("only Linux has the thread's calls")
    using threads = watchThreads()
    await using server = await startServer(way)
    const admin = await connectAdmin(server)
    await hasBytes(admin, await uploadInPieces([admin], film), film)
    await hasBytes(admin, await upload(admin, film), film)
    assert.equal(threads.told.size > 0, way.name === "thread")
  })

  test("several connections of one person send pieces of one upload at once", async () => {
    await using server = await startServer(way)
    const admin = await connectAdmin(server)
    const others = [await connectAgain(server, admin), await connectAgain(server, admin)]
    const long = makeFilm(11 * pieceBytes + 3)
    await hasBytes(admin, await uploadInPieces([admin, ...others], long), long)
  })

  test("requests and films that come right after one another, or bit by bit, are told apart", async () => {
    await using server = await startServer(way)
    const admin = await connectAdmin(server)
    const { session } = admin
    const announced = encode({ ...film.request, session, id: "film" })
    const wrong = encode({ ...film.request, session, id: "wrong", file_md5: "0".repeat(32) })
    const ping = (id: string): Buffer => encode({ type: "ping", id })
    const all = Buffer.concat([announced, film.bytes, ping("one"), wrong, film.bytes, ping("two")])
    // In one write, and then in many.
    await admin.send(all)
    for (let at = 0; at < all.length; at += 77_777) await admin.send(all.subarray(at, at + 77_777))
    for (let round = 0; round < 2; round++) {
      for (const id of ["film", "one", "wrong", "two"]) {
        const reply = await admin.reply()
        assert.deepEqual([reply.id, reply.code], [id, id === "wrong" ? "WRONG_CONTENT" : 0])
      }
    }
    for (const movie_id of [1, 2]) await hasBytes(admin, movie_id, film)
  })

  test("a piece with other bytes or of another length is refused, the others stay and the connection goes on", async () => {
    await using server = await startServer(way)
    const admin = await connectAdmin(server)
    const begun = await beginInPieces(admin, film)
    await sendPiece(admin, begun, 0)
    const wrong = Buffer.from(pieceOf(2))
    wrong[77] = 1 + (wrong[77] ?? 0)
    await admin.fails("WRONG_PIECE", sending(begun, 2), wrong)
    const short = pieceOf(0).subarray(1)
    await admin.fails("NO_SUCH_PIECE", sending(begun, 1, short), short)
    await admin.fails("NO_SUCH_PIECE", sending(begun, 4, pieceOf(0)), pieceOf(0))
    await admin.fails("NO_SUCH_PIECE", sending(begun, 5, pieceOf(0)), pieceOf(0))
    assert.deepEqual(await missingPieces(admin, begun.upload_id), [1, 2, 3, 4])
    await hasBytes(admin, await uploadInPieces([admin], film), film)
  })

  test("a piece whose sender goes away in the middle is missing, and the others stay", async () => {
    await using server = await startServer(way)
    const admin = await connectAdmin(server)
    const begun = await beginInPieces(admin, film)
    await sendPiece(admin, begun, 0)
    const other = await connectAgain(server, admin)
    await other.send(encode({ ...sending(begun, 1), session: admin.session }))
    await other.send(pieceOf(1).subarray(0, 40_000))
    other.reset()
    assert.deepEqual(await missingPieces(admin, begun.upload_id), [1, 2, 3, 4])
    await hasBytes(admin, await uploadInPieces([admin], film), film)
  })

  test("a piece whose sender falls silent in the middle is missing, and its connection ends", async () => {
    await using server = await startServer(way, { uploadIdleS: 0.2 })
    const admin = await connectAdmin(server)
    const begun = await beginInPieces(admin, film)
    await sendPiece(admin, begun, 0)
    const other = await connectAgain(server, admin)
    await other.fails("TIMED_OUT", sending(begun, 1), pieceOf(1).subarray(1))
    assert.equal((await other.end()).length, 0)
    assert.deepEqual(await missingPieces(admin, begun.upload_id), [1, 2, 3, 4])
  })

  test("a piece under way keeps nobody from dropping its upload, and nothing stays of it", async () => {
    await using server = await startServer(way)
    const admin = await connectAdmin(server)
    const { upload_id } = await beginInPieces(admin, film)
    const other = await connectAgain(server, admin)
    await other.send(encode({ ...sending({ upload_id }, 1), session: admin.session }))
    await other.send(pieceOf(1).subarray(0, 40_000))
    await admin.ok({ type: "drop_upload", upload_id })
    await other.send(pieceOf(1).subarray(40_000))
    await other.reply()
    await other.fails("NO_SUCH_UPLOAD", sending({ upload_id }, 2), pieceOf(2))
    assert.deepEqual(await filesIn(server.settings.uploadsDir), [])
  })

  test("a film in one go whose sender goes away in the middle leaves nothing", async () => {
    await using server = await startServer(way)
    const admin = await connectAdmin(server)
    const other = await connectAgain(server, admin)
    const { uploadsDir } = server.settings
    await other.send(encode({ ...film.request, session: admin.session }))
    await other.send(film.bytes.subarray(0, 700_000))
    await until("it has begun", async () => (await bytesIn(uploadsDir)) > 0)
    other.reset()
    await until("nothing is left", async () => (await filesIn(uploadsDir)).length === 0)
    await hasBytes(admin, await upload(admin, film), film)
  })
})
