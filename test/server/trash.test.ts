import assert from "node:assert/strict"
import { test } from "node:test"
import { Movie } from "../../db/movie.ts"
import { barrier } from "../kit/barrier.ts"
import { forEachDatabase } from "../kit/databases.ts"
import { type Film, makeFilm } from "../kit/films.ts"
import { type LastingLibrary, lastingLibrary } from "../kit/lasting-library.ts"
import type { Peer } from "../kit/peer.ts"
import { connectAdmin, connectMember, listIn, logIn, upload } from "../kit/people.ts"
import { startServer } from "../kit/server.ts"
import { asObject } from "../kit/shapes.ts"
import { storedFilm } from "../kit/stored-film.ts"
import { until } from "../kit/until.ts"
import { bytesIn, filesIn, filmFilesIn } from "../kit/uploads.ts"

const dayMs = 86_400_000
const film = makeFilm(100_000)

async function trashOf(
  admin: Peer,
  fields: object = {},
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return listIn(await admin.ok({ type: "list_trash", ...fields }), "movies").map(asObject)
}

async function uploadAndDelete(admin: Peer, made = film): Promise<number> {
  const movie_id = await upload(admin, made)
  await admin.ok({ type: "delete_movie", delete_movie_id: movie_id })
  return movie_id
}

async function isWhole(peer: Peer, movie_id: number, made = film): Promise<boolean> {
  await peer.ok({ type: "download_movie", movie_id })
  return (await peer.bytes(made.bytes.length)).equals(made.bytes)
}

forEachDatabase((kit) => {
  test("a deleted film lies in the trash, told with when it was deleted and when it goes for good", async () => {
    await using server = await startServer({ trashDays: 3 }, kit)
    const admin = await connectAdmin(server)
    assert.deepEqual(await trashOf(admin), [])
    const kept = await upload(admin, makeFilm(10, "kept"))
    const id = await uploadAndDelete(admin)
    const [one, ...others] = await trashOf(admin)
    assert.deepEqual(others, [])
    const { delete_time, purge_time, ...rest } = one ?? {}
    assert.deepEqual(rest, { id, name: "film.mp4", size: film.bytes.length, is_free: 1, buyers: 0 })
    const deleteMs = Date.parse(String(delete_time))
    assert.ok(Math.abs(deleteMs - Date.now()) < 60_000, String(delete_time))
    assert.equal(Date.parse(String(purge_time)) - deleteMs, 3 * dayMs)
    await admin.fails("NO_SUCH_MOVIE", { type: "restore_movie", movie_id: kept })
    await admin.fails("NO_SUCH_MOVIE", { type: "purge_movie", movie_id: kept })
  })

  test("the trash is told page by page, the highest number first", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const ids: number[] = []
    for (const seed of [1, 2, 3])
      ids.unshift(await uploadAndDelete(admin, makeFilm(100, `film ${seed}`, seed)))
    const first = await admin.ok({ type: "list_trash", limit: 2 })
    assert.deepEqual(
      listIn(first, "movies").map((one) => asObject(one).id),
      ids.slice(0, 2),
    )
    assert.equal(first.next_before_id, ids[1])
    const second = await admin.ok({ type: "list_trash", limit: 2, before_id: first.next_before_id })
    assert.deepEqual(
      listIn(second, "movies").map((one) => asObject(one).id),
      ids.slice(2),
    )
    assert.equal(second.next_before_id, null)
  })

  test("a restored film is in the lists again and downloads whole", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const movie_id = await uploadAndDelete(admin)
    await member.fails("NO_SUCH_MOVIE", { type: "download_movie", movie_id })
    await admin.ok({ type: "restore_movie", movie_id })
    assert.deepEqual(await trashOf(admin), [])
    assert.equal(listIn(await member.ok({ type: "list_movies" }), "movies").length, 1)
    assert.ok(await isWhole(member, movie_id))
    await admin.fails("NO_SUCH_MOVIE", { type: "restore_movie", movie_id })
    assert.equal((await storedFilm(server, movie_id)).row.delete_time, null)
  })

  test("a purged film's bytes are gone and its name stays on the records", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const movie_id = await upload(admin, film)
    assert.ok(await isWhole(member, movie_id))
    await admin.ok({ type: "delete_movie", delete_movie_id: movie_id })
    await admin.ok({ type: "purge_movie", movie_id })
    assert.deepEqual(await filesIn(server.settings.uploadsDir), [])
    assert.deepEqual(await trashOf(admin), [])
    for (const type of ["purge_movie", "restore_movie"])
      await admin.fails("NO_SUCH_MOVIE", { type, movie_id })
    assert.deepEqual((await member.ok({ type: "check_download_record" })).record_list, ["film.mp4"])
    assert.ok((await storedFilm(server, movie_id)).row.purge_time !== null)
  })

  test("purging one of two films of the same content leaves the other whole", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const kept = await upload(admin, film)
    const movie_id = await uploadAndDelete(admin)
    await admin.ok({ type: "purge_movie", movie_id })
    assert.ok(await isWhole(member, kept))
    await admin.ok({ type: "delete_movie", delete_movie_id: kept })
    await admin.ok({ type: "purge_movie", movie_id: kept })
    assert.equal(await bytesIn(server.settings.uploadsDir), 0)
  })

  test("of admins who purge and restore a film at the same moment one is right, and the others are told", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const admins = await Promise.all(Array.from({ length: 4 }, () => server.connect()))
    for (const other of admins) await logIn(other, "admin", "admin")
    for (let round = 0; round < 5; round++) {
      const movie_id = await uploadAndDelete(admin)
      const replies = await Promise.all(
        admins.map((other, index) =>
          other.ask({ type: index % 2 === 0 ? "purge_movie" : "restore_movie", movie_id }),
        ),
      )
      assert.deepEqual(replies.map(({ code }) => code).sort(), [
        0,
        "NO_SUCH_MOVIE",
        "NO_SUCH_MOVIE",
        "NO_SUCH_MOVIE",
      ])
      const { is_delete, purge_time } = (await storedFilm(server, movie_id)).row
      const wasPurged = replies.findIndex(({ code }) => code === 0) % 2 === 0
      assert.deepEqual([is_delete, purge_time !== null], [wasPurged, wasPurged])
      if (!wasPurged) assert.ok(await isWhole(admin, movie_id))
    }
  })

  test("a download under way ends well though its film is purged", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const large = makeFilm(24 * 1024 * 1024)
    const movie_id = await upload(admin, large)
    await member.ok({ type: "download_movie", movie_id })
    member.pause()
    await admin.ok({ type: "delete_movie", delete_movie_id: movie_id })
    await admin.ok({ type: "purge_movie", movie_id })
    await barrier(admin)
    assert.ok(member.receivedBytes < large.bytes.length, "the download is not through when the film goes")
    member.resume()
    assert.ok((await member.bytes(large.bytes.length)).equals(large.bytes))
    assert.deepEqual(await filesIn(server.settings.uploadsDir), [])
  })

  test("what was in the trash too long is purged by the server, what wasn't stays", async () => {
    await using library = await lastingLibrary(kit)
    const made = makeFilm(1000, "fresh", 2)
    const { expired, fresh } = await deleteTwo(library, made)
    await using server = await library.start()
    await until("the film is purged", async () => (await storedFilm(server, expired)).row.purge_time !== null)
    const admin = await server.connect()
    await logIn(admin, "admin", "admin")
    assert.deepEqual(
      (await trashOf(admin)).map(({ id }) => id),
      [fresh],
    )
    const files = (): Promise<string[]> => filmFilesIn(server.settings.uploadsDir)
    await until("its bytes are gone", async () => (await files()).length === 1)
    await admin.ok({ type: "restore_movie", movie_id: fresh })
    assert.ok(await isWhole(admin, fresh, made))
  })
})

/** A film that was in the trash too long when its server stopped, and one that wasn't quite. */
async function deleteTwo(library: LastingLibrary, made: Film): Promise<{ expired: number; fresh: number }> {
  await using server = await library.start()
  const admin = await connectAdmin(server)
  const expired = await uploadAndDelete(admin, makeFilm(1000, "expired", 1))
  const fresh = await uploadAndDelete(admin, made)
  const minuteMs = 60_000
  for (const [id, ageMs] of [
    [expired, 30 * dayMs + minuteMs],
    [fresh, 30 * dayMs - minuteMs],
  ] as const) {
    const delete_time = new Date(Date.now() - ageMs)
    await server.running.app.database.run(() => Movie.update({ id }, { delete_time }))
  }
  return { expired, fresh }
}
