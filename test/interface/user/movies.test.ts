import assert from "node:assert/strict"
import { test } from "node:test"
import { Movie } from "../../../db/movie.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { hostileTexts } from "../../kit/hostile-texts.ts"
import { connectAdmin, connectMember, listIn, numberIn, upload } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"
import { asObject } from "../../kit/shapes.ts"

const list = { type: "get_movie_list", movie_type: "all" }

function film(name: string, is_free: 0 | 1, seed = 0): ReturnType<typeof makeFilm> {
  const made = makeFilm(100, name, seed)
  return { bytes: made.bytes, request: { ...made.request, is_free } }
}

forEachDatabase((kit) => {
  test("get_movie_list answers [name, 免费 or 收费, id], all, the free or the charged ones", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    assert.deepEqual((await member.ok(list)).movie_list, [])
    const free = await upload(admin, film("free", 1))
    const charged = await upload(admin, film("charged", 0))
    const inFree = ["free", "免费", free]
    const inCharged = ["charged", "收费", charged]
    assert.deepEqual((await member.ok(list)).movie_list, [inFree, inCharged])
    assert.deepEqual((await member.ok({ ...list, movie_type: "free" })).movie_list, [inFree])
    assert.deepEqual((await member.ok({ ...list, movie_type: "charge" })).movie_list, [inCharged])
    await member.fails("BAD_FIELD", { ...list, movie_type: "paid" })
    await member.fails("BAD_FIELD", { type: "get_movie_list" })
  })

  test("a deleted film is in no list, and the same film can be uploaded again", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const one = film("one", 1)
    const check = { type: "check_movie", file_md5: one.request.file_md5 }
    await admin.ok(check)
    const id = await upload(admin, one)
    await admin.fails("MOVIE_EXISTS", check)
    await admin.ok({ type: "delete_movie", delete_movie_id: id })
    assert.deepEqual((await admin.ok(list)).movie_list, [])
    assert.deepEqual((await admin.ok({ type: "list_movies" })).movies, [])
    await admin.fails("NO_SUCH_MOVIE", { type: "download_movie", movie_id: id })
    await admin.ok(check)
    const again = await upload(admin, one)
    assert.notEqual(again, id)
    assert.deepEqual((await admin.ok(list)).movie_list, [["one", "免费", again]])
  })

  test("a film is deleted once, and one that there is not never", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const id = await upload(admin, film("one", 1))
    await admin.ok({ type: "delete_movie", delete_movie_id: id })
    await admin.fails("NO_SUCH_MOVIE", { type: "delete_movie", delete_movie_id: id })
    await admin.fails("NO_SUCH_MOVIE", { type: "delete_movie", delete_movie_id: 9_007_199_254_740_991 })
  })

  test("two films may share a sampled md5, and check_movie takes it in either case", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const one = makeFilm(10_000)
    const other = Buffer.from(one.bytes)
    other[50] = 255
    const ids = [await upload(admin, one), await upload(admin, { ...one, bytes: other })]
    assert.equal(new Set(ids).size, 2)
    await admin.ok({ type: "download_movie", movie_id: ids[1] })
    assert.deepEqual(await admin.bytes(10_000), other)
    const file_md5 = one.request.file_md5.toUpperCase()
    await admin.fails("MOVIE_EXISTS", { type: "check_movie", file_md5 })
    await admin.ok({ ...one.request, file_md5 }, one.bytes)
  })

  test("is_free may be 1, 0, true or false", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    for (const is_free of [1, 0, true, false]) {
      const { request, bytes } = film("f", 1)
      await admin.ok({ ...request, is_free }, bytes)
    }
    const kinds = listIn(await admin.ok(list), "movie_list").map((entry) => Array.isArray(entry) && entry[1])
    assert.deepEqual(kinds, ["免费", "收费", "免费", "收费"])
  })

  test("hostile film names come back unchanged, and none of them is a path", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    for (const [index, name] of hostileTexts.entries()) await upload(admin, film(name, 1, index))
    const names = listIn(await admin.ok(list), "movie_list").map((entry) => Array.isArray(entry) && entry[0])
    assert.deepEqual(names, hostileTexts)
    const stored = await server.running.app.database.run(() => Movie.select({}, { orderBy: "id" }))
    for (const { stored_name } of stored) assert.match(stored_name, /^[0-9a-f-]{36}$/)
    for (const [index, name] of hostileTexts.entries()) {
      const reply = await admin.ok({ type: "download_movie", movie_id: index + 1 })
      assert.deepEqual([reply.file_name, reply.file_size], [name, 100])
      assert.deepEqual(await admin.bytes(100), film(name, 1, index).bytes)
    }
  })

  test("list_movies goes through the library page by page, newest first, each film once", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    for (let count = 1; count <= 7; count++)
      await upload(admin, film(`film ${count}`, count % 2 === 0 ? 1 : 0))
    const seen: unknown[] = []
    let before: unknown
    do {
      const page = await admin.ok({ type: "list_movies", limit: 3, ...(before ? { before_id: before } : {}) })
      seen.push(...listIn(page, "movies").map((movie) => asObject(movie).name))
      before = page.next_before_id
    } while (before !== null)
    assert.deepEqual(
      seen,
      [7, 6, 5, 4, 3, 2, 1].map((count) => `film ${count}`),
    )
    const free = listIn(await admin.ok({ type: "list_movies", movie_type: "free" }), "movies")
    assert.equal(free.length, 3)
  })

  test("what a film costs depends on the film and on who asks", async () => {
    await using server = await startServer({ priceFen: 1000, priceVipFen: 500 }, kit)
    const admin = await connectAdmin(server)
    await upload(admin, film("free", 1))
    await upload(admin, film("charged", 0))
    const member = await connectMember(server)
    const prices = async (): Promise<unknown[]> =>
      listIn(await member.ok({ type: "list_movies" }), "movies").map((movie) => asObject(movie).price_fen)
    assert.deepEqual(await prices(), [1000, 0])
    await member.ok({ type: "buy_vip" })
    assert.deepEqual(await prices(), [500, 0])
  })

  test("buying VIP twice changes nothing", async () => {
    await using server = await startServer({}, kit)
    const member = await connectMember(server)
    for (let round = 0; round < 2; round++) assert.equal((await member.ok({ type: "buy_vip" })).is_vip, 1)
    assert.equal(numberIn(await member.ok({ type: "who_am_i" }), "is_vip"), 1)
  })
})
