import assert from "node:assert/strict"
import { test } from "node:test"
import { Movie } from "../../../db/movie.ts"
import { Watching } from "../../../db/watching.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { buy, openShop } from "../../kit/paid-shop.ts"
import type { Peer } from "../../kit/peer.ts"
import { connectAdmin, connectMember, listIn, logIn, password, upload } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { asObject } from "../../kit/shapes.ts"

const hourMs = 3_600_000

/** What somebody is watching: the films' names, the one watched last first. */
async function watching(peer: Peer, limit = 100): Promise<unknown[]> {
  return listIn(await peer.ok({ type: "list_watching", limit }), "movies").map((film) => asObject(film).name)
}

async function note(peer: Peer, movie_id: number, position_ms: number): Promise<void> {
  await peer.ok({ type: "note_position", movie_id, position_ms })
}

function inDatabase<T>(server: TestServer, work: () => Promise<T>): Promise<T> {
  return server.running.app.database.run(work)
}

forEachDatabase((kit) => {
  test("one goes on where one was, on any connection; what was watched last comes first", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const [one, two] = [
      await upload(admin, makeFilm(100, "one", 1)),
      await upload(admin, makeFilm(100, "two", 2)),
    ]
    const member = await connectMember(server)
    const neighbour = await connectMember(server, "neighbour")
    await note(member, one, 1000)
    await note(member, two, 2000)
    assert.deepEqual(await watching(member), ["two", "one"])
    assert.deepEqual(await watching(member, 1), ["two"])
    const other = await server.connect()
    await logIn(other, "member")
    await note(other, one, 5000)
    assert.deepEqual(await watching(member), ["one", "two"])
    assert.equal((await member.ok({ type: "show_movie", movie_id: one })).position_ms, 5000)
    const listed = listIn(await member.ok({ type: "list_movies" }), "movies").map(asObject)
    assert.deepEqual(
      listed.map(({ position_ms }) => position_ms),
      [2000, 5000],
    )
    assert.deepEqual(await watching(neighbour), [])
    assert.equal((await neighbour.ok({ type: "show_movie", movie_id: one })).position_ms, null)
    await note(member, one, 0)
    assert.deepEqual(await watching(member), ["two"])
    assert.equal((await member.ok({ type: "show_movie", movie_id: one })).position_ms, null)
  })

  test("a film counts as finished in its last twentieth, ten minutes at most, and not before; and may be begun again", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const id = await upload(admin, makeFilm(100, "film", 1))
    const lengths: readonly (readonly [duration: number | null, unfinished: number, finished: number])[] = [
      [hourMs, 0.95 * hourMs - 1, 0.95 * hourMs],
      [4 * hourMs, 4 * hourMs - 600_001, 4 * hourMs - 600_000],
      [100_000, 94_999, 95_000],
      [100_000, 1, 200_000],
    ]
    for (const [duration_ms, unfinished, finished] of lengths) {
      await inDatabase(server, () => Movie.update({ id }, { duration_ms }))
      await note(admin, id, finished)
      assert.deepEqual(await watching(admin), [], `${finished} of ${duration_ms}`)
      // It has been watched, so it isn't among those that nobody began.
      assert.deepEqual((await admin.ok({ type: "list_movies", only: "unwatched" })).movies, [])
      await note(admin, id, unfinished)
      assert.deepEqual(await watching(admin), ["film"], `${unfinished} of ${duration_ms}`)
    }
    await inDatabase(server, () => Movie.update({ id }, { duration_ms: null }))
    await note(admin, id, 900_000_000)
    assert.deepEqual(await watching(admin), ["film"])
  })

  test("of films in the trash those are kept that one bought, and nothing stays of one that is purged", async () => {
    await using shop = await openShop({}, kit)
    const { admin, member, movieId, server } = shop
    const neighbour = await connectMember(server, "neighbour")
    const other = await upload(admin, makeFilm(100, "other", 7))
    for (const peer of [member, neighbour]) for (const id of [movieId, other]) await note(peer, id, 1000)
    await member.ok(buy(movieId))
    for (const id of [movieId, other]) await admin.ok({ type: "delete_movie", delete_movie_id: id })
    assert.equal((await watching(member)).length, 1)
    assert.deepEqual(await watching(neighbour), [])
    await note(member, movieId, 2000)
    await neighbour.fails("NO_SUCH_MOVIE", { type: "note_position", movie_id: movieId, position_ms: 2000 })
    await admin.ok({ type: "purge_movie", movie_id: movieId, even_purchased: 1 })
    assert.deepEqual(await watching(member), [])
    await member.fails("NO_SUCH_MOVIE", { type: "note_position", movie_id: movieId, position_ms: 1 })
    assert.equal(await shop.run(() => Watching.count({ movie_id: movieId })), 0)
  })

  test("nothing stays of what somebody watched who deletes their account", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const id = await upload(admin, makeFilm(100, "film", 1))
    const member = await connectMember(server)
    await note(member, id, 1000)
    await note(admin, id, 1000)
    const { balance_fen } = await member.ok({ type: "who_am_i", with: "account" })
    await member.ok({ type: "delete_account", password, forfeit_fen: balance_fen })
    assert.deepEqual(
      await inDatabase(server, async () => (await Watching.select({})).map((row) => row.user_id)),
      [1],
    )
  })

  test("many positions noted at the same moment are one", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const id = await upload(admin, makeFilm(100, "film", 1))
    const peers = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const peer = await server.connect()
        await logIn(peer, "admin", "admin")
        return peer
      }),
    )
    await Promise.all(peers.map((peer, i) => note(peer, id, 1000 + i)))
    assert.deepEqual(await watching(admin), ["film"])
    assert.equal(await inDatabase(server, () => Watching.count()), 1)
  })

  test("a position of no film, or none at all, is refused", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await admin.fails("NO_SUCH_MOVIE", { type: "note_position", movie_id: 9, position_ms: 0 })
    for (const position_ms of [-1, 0.5, 1_000_000_001, "1", null]) {
      await admin.fails("BAD_FIELD", { type: "note_position", movie_id: 1, position_ms })
    }
  })
})
