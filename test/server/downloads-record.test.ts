import assert from "node:assert/strict"
import { rm } from "node:fs/promises"
import { test } from "node:test"
import type { Settings } from "../../conf/settings.ts"
import { Movie } from "../../db/movie.ts"
import { type DatabaseKit, forEachDatabase } from "../kit/databases.ts"
import { makeFilm } from "../kit/films.ts"
import type { Peer } from "../kit/peer.ts"
import { connectAdmin, connectMember, listIn, numberIn, upload } from "../kit/people.ts"
import { startServer, type TestServer } from "../kit/server.ts"
import { asObject } from "../kit/shapes.ts"
import { storedFilm } from "../kit/stored-film.ts"

const film = makeFilm(300_000, "film.mp4")
const download = { type: "download_movie", movie_id: 1 }
const manifest = { type: "get_manifest", movie_id: 1 }

type Library = AsyncDisposable & { readonly server: TestServer; readonly admin: Peer; readonly member: Peer }

async function openLibrary(kit: DatabaseKit, settings: Partial<Settings> = {}): Promise<Library> {
  const server = await startServer({ pieceBytes: 64 * 1024, ...settings }, kit)
  const admin = await connectAdmin(server)
  await upload(admin, film)
  const member = await connectMember(server)
  return { server, admin, member, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

async function change({ server }: Library, changes: Parameters<typeof Movie.update>[1]): Promise<void> {
  await server.running.app.database.run(() => Movie.update({ id: 1 }, changes))
}

forEachDatabase((kit) => {
  test("a download that is gone on with doesn't wait again, and no more than what is left", async () => {
    await using library = await openLibrary(kit, { downloadWaitS: 1 })
    const { member } = library
    const startMs = performance.now()
    const first = await member.ok({ ...download, length: 10 })
    const { download_id } = first
    assert.equal(first.wait_time, 1)
    const second = await library.server.connect()
    second.session = member.session
    const soon = await second.ok({ ...download, download_id, offset: 10, length: 10 })
    assert.ok(Number(soon.wait_time) <= 1 && Number(soon.wait_time) > 0, `it waits ${soon.wait_time} s`)
    assert.ok((await second.bytes(10)).equals(film.bytes.subarray(10, 20)))
    assert.ok(performance.now() - startMs > 900, "the bytes came before the wait was over")
    assert.deepEqual(await member.bytes(10), film.bytes.subarray(0, 10))
    const later = await member.ok({ ...download, download_id, offset: 20 })
    assert.equal(later.wait_time, 0)
    assert.equal(later.download_id, download_id)
    assert.ok((await member.bytes(film.bytes.length - 20)).equals(film.bytes.subarray(20)))
    const downloads = listIn(await member.ok({ type: "list_downloads" }), "downloads").map(asObject)
    assert.deepEqual(
      downloads.map(({ bytes, is_sent, is_finished }) => [bytes, is_sent, is_finished]),
      [[film.bytes.length, 1, 0]],
    )
  })

  test("whoever becomes a VIP in the meantime waits no longer", async () => {
    await using library = await openLibrary(kit, { downloadWaitS: 60 })
    const { server, member } = library
    const { download_id } = await member.ok({ ...download, length: 10 })
    const again = await server.connect()
    again.session = member.session
    await again.ok({ type: "buy_vip" })
    assert.equal((await again.ok({ ...download, download_id })).wait_time, 0)
    assert.ok((await again.bytes(film.bytes.length)).equals(film.bytes))
  })

  test("a download that is somebody else's, or of another film, or none, is not gone on with", async () => {
    await using library = await openLibrary(kit)
    const { admin, member } = library
    await upload(admin, makeFilm(1000, "other"))
    const { download_id } = await member.ok(download)
    await member.bytes(film.bytes.length)
    await admin.fails("NO_SUCH_DOWNLOAD", { ...download, download_id })
    await member.fails("NO_SUCH_DOWNLOAD", { ...download, download_id, movie_id: 2 })
    await member.fails("NO_SUCH_DOWNLOAD", { ...download, download_id: 99 })
    await member.fails("BAD_FIELD", { ...download, download_id: 0 })
    assert.equal(listIn(await admin.ok({ type: "list_downloads" }), "downloads").length, 0)
    assert.equal(listIn(await member.ok({ type: "list_downloads" }), "downloads").length, 1)
  })

  test("a download that was delivered is not gone on with, and may be called delivered again", async () => {
    await using library = await openLibrary(kit)
    const { member } = library
    const { download_id } = await member.ok(download)
    await member.bytes(film.bytes.length)
    await member.ok({ type: "delivered", download_id })
    await member.ok({ type: "delivered", download_id })
    await member.fails("NO_SUCH_DOWNLOAD", { ...download, download_id })
    await member.fails("NO_SUCH_DOWNLOAD", { ...manifest, download_id })
  })

  test("a range that is not in the film is refused, and no record is made", async () => {
    await using library = await openLibrary(kit)
    const { member } = library
    const size = film.bytes.length
    for (const wrong of [
      { offset: size },
      { offset: size, length: 1 },
      { offset: size - 1, length: 2 },
      { length: size + 1 },
      { offset: 2 ** 53 - 1 },
      { offset: 2 ** 53 - 1, length: 2 ** 53 - 1 },
    ])
      await member.fails("BAD_RANGE", { ...download, ...wrong })
    for (const wrong of [{ offset: -1 }, { offset: 0.5 }, { length: 0 }, { length: -1 }, { length: "1" }])
      await member.fails("BAD_FIELD", { ...download, ...wrong })
    assert.equal(listIn(await member.ok({ type: "list_downloads" }), "downloads").length, 0)
  })

  test("a download begun before the film went to the trash can be gone on with until it is purged", async () => {
    await using library = await openLibrary(kit)
    const { admin, member } = library
    const { download_id } = await member.ok({ ...download, length: 10 })
    await member.bytes(10)
    await admin.ok({ type: "delete_movie", delete_movie_id: 1 })
    await member.fails("NO_SUCH_MOVIE", download)
    await member.fails("NO_SUCH_MOVIE", manifest)
    assert.equal((await member.ok({ ...manifest, download_id })).film_size, film.bytes.length)
    await admin.fails("NO_SUCH_DOWNLOAD", { ...manifest, download_id })
    await member.ok({ ...download, download_id, offset: 10 })
    assert.ok((await member.bytes(film.bytes.length - 10)).equals(film.bytes.subarray(10)))
    await admin.ok({ type: "purge_movie", movie_id: 1 })
    await member.fails("NO_SUCH_MOVIE", { ...download, download_id })
    await member.fails("NO_SUCH_MOVIE", { ...manifest, download_id })
  })

  test("a film that is not the one that was asked for, or is damaged, is refused", async () => {
    await using library = await openLibrary(kit)
    const { member } = library
    const { content_id } = await member.ok(manifest)
    assert.equal((await member.ok({ ...download, content_id })).content_id, content_id)
    await member.bytes(film.bytes.length)
    await member.fails("FILM_CHANGED", { ...download, content_id: "0".repeat(64) })
    await change(library, { damage_time: new Date() })
    await member.fails("FILM_DAMAGED", { ...download, content_id })
    await member.fails("FILM_DAMAGED", manifest)
    await change(library, { damage_time: null })
    await member.ok(download)
    await member.bytes(film.bytes.length)
  })

  test("the manifest comes page by page, each piece's hash once", async () => {
    await using library = await openLibrary(kit)
    const { server, member } = library
    const { row } = await storedFilm(server, 1)
    const whole = await member.ok(manifest)
    assert.deepEqual(
      [whole.file_name, whole.film_size, whole.content_id, whole.piece_size, whole.piece_count],
      ["film.mp4", film.bytes.length, row.content_id, 64 * 1024, 5],
    )
    const hashes = listIn(whole, "hashes")
    assert.equal(hashes.length, 5)
    assert.equal(whole.next_piece, null)
    const paged: unknown[] = []
    let next: unknown = 0
    while (next !== null) {
      const page = await member.ok({ ...manifest, first_piece: next, limit: 2 })
      paged.push(...listIn(page, "hashes"))
      next = page.next_piece
    }
    assert.deepEqual(paged, hashes)
    assert.deepEqual((await member.ok({ ...manifest, first_piece: 8000 })).hashes, [])
    assert.equal(numberIn(whole, "piece_count"), Math.ceil(film.bytes.length / (64 * 1024)))
  })

  test("a manifest that there is not is refused: no film, one that was deleted, one that is not worked out", async () => {
    await using library = await openLibrary(kit)
    const { server, admin, member } = library
    await member.fails("NO_SUCH_MOVIE", { ...manifest, movie_id: 2 })
    await member.fails("BAD_FIELD", { ...manifest, first_piece: -1 })
    await change(library, { content_id: null, piece_bytes: null })
    await member.fails("MANIFEST_PENDING", manifest)
    assert.equal((await member.ok(download)).content_id, null)
    await member.bytes(film.bytes.length)
    await change(library, { content_id: "0".repeat(64) })
    await rm((await storedFilm(server, 1)).manifestPath)
    await member.fails("MANIFEST_PENDING", manifest)
    await admin.ok({ type: "delete_movie", delete_movie_id: 1 })
    await member.fails("NO_SUCH_MOVIE", manifest)
  })
})
