import assert from "node:assert/strict"
import { test } from "node:test"
import { FilmSearch } from "../../../db/film-search.ts"
import { Movie } from "../../../db/movie.ts"
import { searchText } from "../../../interface/search/search-text.ts"
import { writeSearchTexts } from "../../../server/jobs/write-search-texts.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { hostileTexts } from "../../kit/hostile-texts.ts"
import { buy, openShop } from "../../kit/paid-shop.ts"
import type { Peer } from "../../kit/peer.ts"
import { connectAdmin, listIn, upload } from "../../kit/people.ts"
import { randomNumbers } from "../../kit/random.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { asObject } from "../../kit/shapes.ts"

/** The names of the films that a search finds, all pages of it. */
async function find(peer: Peer, request: object, limit = 100): Promise<unknown[]> {
  const names: unknown[] = []
  for (let before_id: unknown; ; ) {
    const reply = await peer.ok({ type: "list_movies", limit, before_id, ...request })
    const page = listIn(reply, "movies").map((film) => asObject(film).name)
    assert.ok(page.length === limit || reply.next_before_id === null)
    names.push(...page)
    before_id = reply.next_before_id
    if (typeof before_id !== "number") return names
  }
}

/** Puts films of these names into the library as rows alone. */
function addFilms(server: TestServer, names: readonly string[], rest: object = {}): Promise<void> {
  return server.running.app.database.run(async () => {
    const first = (await Movie.first({}, { orderBy: "-id" }))?.id ?? 0
    const row = { size: 1, sampled_md5: "0".repeat(32), is_free: true, uploader_id: 1, ...rest }
    await Movie.insert(names.map((name, i) => ({ ...row, name, stored_name: `row ${first + i}` })))
    const films = await Movie.select({}, { orderBy: "id" })
    const texts = films.slice(-names.length).map(async ({ id, name }) => ({
      id,
      search_text: await searchText(name),
    }))
    await FilmSearch.insert(await Promise.all(texts))
  })
}

forEachDatabase((kit) => {
  test("a film is found once it is there, under its new name once it has one, and not once it is deleted", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const movie_id = await upload(admin, makeFilm(100, "流浪地球", 1))
    await upload(admin, makeFilm(100, "The Matrix", 2))
    for (const query of ["liulang", "LLDQ", "地", "球　流浪"]) {
      assert.deepEqual(await find(admin, { query }), ["流浪地球"], query)
    }
    assert.deepEqual(await find(admin, { query: "ｍａｔ" }), ["The Matrix"])
    assert.deepEqual(await find(admin, { query: " " }), ["The Matrix", "流浪地球"])
    await admin.ok({ type: "edit_movie", movie_id, name: "重庆森林" })
    assert.deepEqual(await find(admin, { query: "ll" }), [])
    assert.deepEqual(await find(admin, { query: "zhongqing" }), ["重庆森林"])
    await admin.ok({ type: "delete_movie", delete_movie_id: movie_id })
    assert.deepEqual(await find(admin, { query: "cq" }), [])
    await admin.ok({ type: "restore_movie", movie_id })
    assert.deepEqual(await find(admin, { query: "cq" }), ["重庆森林"])
  })

  test("wildcards, quotes and whatever else breaks texts are looked for as they stand", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await addFilms(server, hostileTexts)
    for (const query of hostileTexts) {
      const found = await find(admin, { query })
      assert.ok(query.trim() === "" || found.includes(query), query)
    }
    assert.deepEqual((await find(admin, { query: "%" })).length, 1)
    await admin.fails("BAD_FIELD", { type: "list_movies", query: "x".repeat(101) })
  })

  test("whatever piece of a name is typed, in whatever case and width, finds it, and pages of any size are the same", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const seed = 1 + Math.floor(Math.random() * 1e9)
    const random = randomNumbers(seed)
    const characters = Array.from("流浪地球重庆长城女绿行乐西安爱你的了abcXYZ09ＡｂÉ %_-'")
    const names = Array.from({ length: 300 }, (_, i) => {
      const name = Array.from({ length: 1 + random(12) }, () => characters[random(characters.length)] ?? "")
      return `${name.join("")}#${i}`
    })
    await addFilms(server, names)
    for (let round = 0; round < 60; round++) {
      const name = names[random(names.length)] ?? ""
      const points = Array.from(name)
      const from = random(points.length)
      const piece = points.slice(from, from + 1 + random(6)).join("")
      const query = [piece, piece.toUpperCase(), piece.toLowerCase(), widened(piece)][random(4)] ?? ""
      const found = await find(admin, { query })
      assert.ok(found.includes(name), `${JSON.stringify(query)} finds ${JSON.stringify(name)} (seed ${seed})`)
      assert.deepEqual(await find(admin, { query }, 7), found, `${query} (seed ${seed})`)
    }
  })

  test("what is bought and what isn't begun is listed without gaps in its pages, also of a search", async () => {
    await using shop = await openShop({}, kit)
    const { member, server, movieId } = shop
    await addFilms(
      server,
      Array.from({ length: 30 }, (_, i) => `地球 ${i}`),
    )
    await member.ok(buy(movieId))
    for (let id = movieId + 1; id <= movieId + 30; id += 2) {
      await member.ok({ type: "note_position", movie_id: id, position_ms: 1000 })
    }
    const odd = Array.from({ length: 15 }, (_, i) => `地球 ${29 - 2 * i}`)
    const [paid] = (await find(member, { only: "bought" })).map(String)
    assert.equal((await find(member, { only: "bought" })).length, 1)
    for (const limit of [1, 4, 15, 100]) {
      assert.deepEqual(await find(member, { only: "unwatched", query: "diqiu" }, limit), odd)
      assert.deepEqual(await find(member, { only: "unwatched" }, limit), [...odd, paid])
      assert.deepEqual(await find(member, { only: "bought", query: paid }, limit), [paid])
      assert.deepEqual(await find(member, { only: "bought", query: "diqiu" }, limit), [])
      assert.deepEqual(await find(member, { movie_type: "charge", query: paid }, limit), [paid])
      assert.deepEqual(await find(member, { movie_type: "free", query: paid }, limit), [])
    }
    await member.fails("BAD_FIELD", { type: "list_movies", only: "other" })
  })

  test("films with numbers far apart are found, the highest first", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    for (const id of [3, 20_000, 20_001, 90_000]) await addFilms(server, [`far ${id}`], { id })
    for (const limit of [1, 3, 100]) {
      assert.deepEqual(await find(admin, { query: "far" }, limit), [
        "far 90000",
        "far 20001",
        "far 20000",
        "far 3",
      ])
    }
  })

  test("films of older versions are found once the job has written what they are found by", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await addFilms(
      server,
      Array.from({ length: 450 }, (_, i) => `地球 ${i}`),
    )
    const { app } = server.running
    await app.database.run(async () => {
      await FilmSearch.delete({ search_text: await searchText("地球 7") })
      const kept = await FilmSearch.first({}, { orderBy: "id" })
      for (const { id } of await FilmSearch.select({})) if (id !== kept?.id) await FilmSearch.delete({ id })
      await Movie.update({ name: "地球 9" }, { purge_time: new Date(), is_delete: true })
    })
    assert.deepEqual(await find(admin, { query: "dq" }), ["地球 0"])
    const { signal } = new AbortController()
    for (let run = 0; run < 2; run++) await app.database.run(() => writeSearchTexts(app).run(signal))
    assert.equal((await find(admin, { query: "dq" })).length, 449)
    assert.equal(await app.database.run(() => FilmSearch.count()), 449)
  })
})

/** A text in full width, as far as its characters have that. */
function widened(text: string): string {
  return text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0))
}
