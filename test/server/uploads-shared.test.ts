import assert from "node:assert/strict"
import { open, readFile, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { mock, test } from "node:test"
import { blake3 } from "@napi-rs/blake-hash"
import { Movie } from "../../db/movie.ts"
import { now } from "../../orm/expression.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import { connectAdmin, connectSecondAdmin, hasBytes, numberIn, upload } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { uploadInPieces } from "../kit/upload-in-pieces.ts"
import { filmFilesIn } from "../kit/uploads.ts"

const pieceBytes = 65_536
const settings = { pieceBytes, downloadWaitS: 0 }
const film = makeFilm(270_000)

async function rowOf(server: TestServer, id: number): Promise<Movie> {
  const row = await server.running.app.database.run(() => Movie.get(id))
  assert.ok(row !== undefined)
  return row
}

async function pathOf(server: TestServer, id: number): Promise<string> {
  return join(server.settings.uploadsDir, "films", (await rowOf(server, id)).stored_name)
}

async function inodesOf(server: TestServer, ids: readonly number[]): Promise<number> {
  const inodes = await Promise.all(ids.map(async (id) => (await stat(await pathOf(server, id))).ino))
  return new Set(inodes).size
}

/** Changes a byte of a film in the store, and says so in its rows, as a check of the store does. */
async function damage(server: TestServer, id: number, at: number): Promise<void> {
  const file = await open(await pathOf(server, id), "r+")
  await file.write(Buffer.from([255]), 0, 1, at)
  await file.close()
  const { content_id } = await rowOf(server, id)
  await server.running.app.database.run(() => Movie.update({ content_id }, { damage_time: now() }))
}

/** How often something is made safe on the disk while `work` goes on. */
async function syncsOf(server: TestServer, work: () => Promise<unknown>): Promise<number> {
  const file = await open(join(server.dataDir, "some-file"), "w")
  const prototype: { sync(): Promise<void> } = Object.getPrototypeOf(file)
  await file.close()
  const syncs = mock.method(prototype, "sync")
  await work()
  syncs.mock.restore()
  return syncs.mock.callCount()
}

forEachDatabase((kit) => {
  test("a film that shares its bytes with many others waits for the disk no more often than with one", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const ids = [await upload(admin, film)]
    const again = async (): Promise<unknown> => ids.push(await upload(admin, film))
    const withOne = await syncsOf(server, again)
    for (let more = 0; more < 3; more++) await again()
    assert.equal(await syncsOf(server, again), withOne)
    assert.equal(await inodesOf(server, ids), 1)
    assert.equal((await filmFilesIn(server.settings.uploadsDir)).length, ids.length)
  })

  test("two admins who upload the same film at once have a film each and one stored object", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const second = await connectSecondAdmin(server, admin)
    const named = makeFilm(film.bytes.length, "the same film")
    const ids = await Promise.all([upload(admin, film), upload(second, named)])
    assert.equal(new Set(ids).size, 2)
    assert.equal(await inodesOf(server, ids), 1)
    for (const id of ids) await hasBytes(admin, id, film)
    assert.equal((await filmFilesIn(server.settings.uploadsDir)).length, 2)
    assert.equal((await rowOf(server, ids[1])).name, "the same film")
  })

  test("two admins who upload the same film piece by piece at once have a film each and one stored object", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const second = await connectSecondAdmin(server, admin)
    const ids = await Promise.all([uploadInPieces([admin], film), uploadInPieces([second], film)])
    assert.equal(new Set(ids).size, 2)
    assert.equal(await inodesOf(server, ids), 1)
    for (const id of ids) await hasBytes(admin, id, film)
    assert.equal((await filmFilesIn(server.settings.uploadsDir)).length, 2)
  })

  test("films of one content are stored once however many they are", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const ids: number[] = []
    while (ids.length < 20) ids.push(await upload(admin, film))
    assert.equal(await inodesOf(server, ids), 1)
    await hasBytes(admin, ids.at(-1) ?? 0, film)
  })

  test("a film that shares its bytes stays whole when the other is purged", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const first = await upload(admin, film)
    const second = await uploadInPieces([admin], film)
    await admin.ok({ type: "delete_movie", delete_movie_id: first })
    const third = await upload(admin, film)
    assert.equal(await inodesOf(server, [first, second, third]), 1)
    await admin.ok({ type: "purge_movie", movie_id: first })
    for (const id of [second, third]) await hasBytes(admin, id, film)
    const fourth = await upload(admin, film)
    assert.equal(await inodesOf(server, [second, third, fourth]), 1)
  })

  test("a film whose bytes are gone has those of its twin that comes later", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const first = await upload(admin, film)
    await rm(await pathOf(server, first))
    const ids = [first, await upload(admin, film)]
    for (const id of ids) await hasBytes(admin, id, film)
    for (const id of ids) await rm(await pathOf(server, id))
    ids.push(await uploadInPieces([admin], film))
    for (const id of ids) await hasBytes(admin, id, film)
    assert.equal(await inodesOf(server, ids), 1)
  })

  test("bytes that rotted unnoticed are not what a new film of the same content gets, nor what the old one keeps", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const first = await upload(admin, film)
    await writeFile(await pathOf(server, first), Buffer.alloc(film.bytes.length))
    const second = await upload(admin, film)
    for (const id of [first, second]) await hasBytes(admin, id, film)
  })

  test("films that only look the same by their sampled md5 share nothing", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const bytes = Buffer.from(film.bytes)
    bytes[1000] = 1 + (bytes[1000] ?? 0)
    const other = { bytes, request: film.request }
    const ids = [await upload(admin, film), await upload(admin, other)]
    assert.equal(await inodesOf(server, ids), 2)
    await hasBytes(admin, ids[1] ?? 0, other)
    assert.deepEqual((await readFile(await pathOf(server, ids[0] ?? 0))).equals(film.bytes), true)
  })

  test("a damaged film is whole again after its upload, of which only the damaged piece is sent", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const ids = [await upload(admin, film), await upload(admin, film)] as const
    const { content_id } = await rowOf(server, ids[0])
    await damage(server, ids[0], pieceBytes + 5)
    await admin.fails("FILM_DAMAGED", { type: "download_movie", movie_id: ids[0] })
    const { file_name, file_size: film_size, file_md5, is_free } = film.request
    const start = { type: "start_upload", file_name, film_size, file_md5, is_free, content_id }
    const started = await admin.ok(start)
    assert.deepEqual([started.movie_id, started.is_resumed], [null, 1])
    const upload_id = numberIn(started, "upload_id")
    const { pieces, verified } = await admin.ok({ type: "check_upload", upload_id })
    assert.equal(verified, 4)
    assert.ok(Array.isArray(pieces) && pieces[1] === null)
    const piece = film.bytes.subarray(pieceBytes, 2 * pieceBytes)
    const hash = blake3(piece).toString("hex")
    await admin.ok({ type: "send_piece", upload_id, piece: 1, hash, file_size: piece.length }, piece)
    const finished = await admin.ok({ type: "finish_upload", upload_id })
    assert.equal(finished.movie_id, ids[0])
    assert.equal(await inodesOf(server, ids), 1)
    for (const id of ids) await hasBytes(admin, id, film)
    assert.equal(await server.running.app.database.run(() => Movie.count()), 2)
    assert.equal((await filmFilesIn(server.settings.uploadsDir)).length, 2)
  })

  test("an upload that claims a damaged film's content and has another size has the server's own pieces", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const id = await upload(admin, film)
    const { content_id } = await rowOf(server, id)
    await damage(server, id, 7)
    await server.running.app.database.run(() => Movie.update({ id }, { piece_bytes: 2 * pieceBytes }))
    const { file_name, file_size, file_md5, is_free } = film.request
    const start = { type: "start_upload", file_name, file_md5, is_free, content_id }
    const longer = await admin.ok({ ...start, film_size: file_size + 1 })
    assert.deepEqual([longer.piece_size, longer.is_resumed], [pieceBytes, 0])
    assert.equal((await admin.ok({ ...start, film_size: file_size })).piece_size, 2 * pieceBytes)
  })

  test("a damaged film is whole again after the same film came in one go, which is a film of its own", async () => {
    await using server = await startServer(settings, kit)
    const admin = await connectAdmin(server)
    const first = await upload(admin, film)
    await damage(server, first, 7)
    const second = await upload(admin, film)
    assert.notEqual(second, first)
    for (const id of [first, second]) await hasBytes(admin, id, film)
    assert.equal(await inodesOf(server, [first, second]), 1)
  })
})
