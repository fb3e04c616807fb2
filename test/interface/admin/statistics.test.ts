import assert from "node:assert/strict"
import { test } from "node:test"
import { DownloadRecord } from "../../../db/download-record.ts"
import { LedgerTransaction } from "../../../db/ledger-transaction.ts"
import { Movie } from "../../../db/movie.ts"
import { User } from "../../../db/user.ts"
import { databaseTime } from "../../../orm/database-time.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { buy, openShop } from "../../kit/paid-shop.ts"
import { connectAdmin, connectMember, connectStaff, listIn, numberIn, upload } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"
import { asObject } from "../../kit/shapes.ts"

const dayMs = 86_400_000

forEachDatabase((kit) => {
  test("each day of the last ones is there, in UTC, with what happened from its first to its last millisecond", async () => {
    await using shop = await openShop({}, kit)
    const { admin, member, movieId } = shop
    const other = await upload(admin, makeFilm(100, "other", 7))
    await member.ok(buy(movieId))
    const term = { type: "buy_vip", price_fen: 3000, request_key: "a-key-of-the-term-1" }
    await member.ok(term)
    const today = Math.floor((await shop.run(databaseTime)) / dayMs)
    const [begin, end] = [new Date((today - 2) * dayMs), new Date((today - 1) * dayMs - 1)]
    const dayBefore = new Date(end.getTime() + 1)
    await shop.run(async () => {
      await DownloadRecord.insert(
        [begin, end, dayBefore, new Date((today - 3) * dayMs - 1)].map((create_time, i) => ({
          user_id: 2,
          movie_id: i === 0 ? movieId : other,
          price_fen: 0n,
          create_time,
        })),
      )
      await User.update({ name: "member" }, { register_time: end })
      await LedgerTransaction.update({ kind: "vip" }, { create_time: begin })
      await LedgerTransaction.update({ kind: "film" }, { create_time: dayBefore })
    })
    // Of them the first is asked for only until the day is over, the last is there only then.
    const reply = await admin.ok({ type: "statistics", days: 4 })
    const { days, films } = reply
    const dayOf = (number: number) => new Date(number * dayMs).toISOString().slice(0, 10)
    const nothing = { downloads: 0, registrations: 0, income_fen: 0 }
    const expected = [
      { day: dayOf(today - 3), ...nothing },
      { day: dayOf(today - 2), downloads: 2, registrations: 1, income_fen: 3000 },
      { day: dayOf(today - 1), downloads: 1, registrations: 0, income_fen: 1000 },
      { day: dayOf(today), ...nothing },
      { day: dayOf(today + 1), ...nothing },
    ]
    const isNextDay = asObject(listIn(reply, "days")[0]).day !== expected[0]?.day
    assert.deepEqual(days, isNextDay ? expected.slice(1) : expected.slice(0, 4))
    const paid = asObject(listIn(await admin.ok({ type: "list_movies" }), "movies")[1]).name
    assert.deepEqual(films, [
      { movie_id: other, name: "other", downloads: 2 },
      { movie_id: movieId, name: paid, downloads: 1 },
    ])
    const last = await admin.ok({ type: "statistics", days: 1 })
    assert.deepEqual([listIn(last, "days").length, last.films], [1, []])
    assert.equal(listIn(await admin.ok({ type: "statistics", days: 366 }), "days").length, 366)
    for (const wrong of [0, 367, 1.5, "1"])
      await admin.fails("BAD_FIELD", { type: "statistics", days: wrong })
  })

  test("a refund takes from the day on which it is given, and nothing that isn't a sale is income", async () => {
    await using shop = await openShop({}, kit)
    const { admin, member, movieId } = shop
    await admin.ok({
      type: "adjust_balance",
      name: "member",
      amount_fen: 700,
      reason: "gift",
      request_key: "a-key-of-the-gift-1",
    })
    await member.ok(buy(movieId))
    const sale = await shop.run(() => LedgerTransaction.first({ kind: "film" }))
    const refund = {
      type: "refund",
      transaction_id: sale?.id,
      reason: "r",
      request_key: "a-key-of-a-refund-1",
    }
    // Both lie whole days back, whatever time it is.
    const put = async (kind: "film" | "refund", daysAgo: number): Promise<Date> => {
      const create_time = new Date((await shop.run(databaseTime)) - daysAgo * dayMs)
      await shop.run(() => LedgerTransaction.update({ kind }, { create_time }))
      return create_time
    }
    const income = async () => {
      const days = listIn(await admin.ok({ type: "statistics", days: 30 }), "days").map(asObject)
      return days.flatMap(({ day, income_fen }) => (income_fen === 0 ? [] : [[day, income_fen]]))
    }
    const dayOf = (time: Date) => time.toISOString().slice(0, 10)
    const sold = dayOf(await put("film", 9))
    assert.deepEqual(await income(), [[sold, 1000]])
    await admin.ok(refund)
    const givenBack = dayOf(await put("refund", 4))
    assert.deepEqual(await income(), [
      [sold, 1000],
      [givenBack, -1000],
    ])
  })

  test("the twenty films that were downloaded most are named, the older first of as many", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await server.running.app.database.run(async () => {
      const row = { size: 1, sampled_md5: "0".repeat(32), is_free: true, uploader_id: 1 }
      const numbers = Array.from({ length: 25 }, (_, i) => i + 1)
      await Movie.insert(numbers.map((i) => ({ ...row, name: `film ${i}`, stored_name: `row ${i}` })))
      const records = numbers.flatMap((i) => Array.from({ length: i > 20 ? 2 : 1 }, () => i))
      await DownloadRecord.insert(records.map((movie_id) => ({ user_id: 1, movie_id, price_fen: 0n })))
    })
    const films = listIn(await admin.ok({ type: "statistics" }), "films").map(asObject)
    assert.deepEqual(
      films.map(({ movie_id }) => movie_id),
      [21, 22, 23, 24, 25, ...Array.from({ length: 15 }, (_, i) => i + 1)],
    )
  })

  test("what is stored once counts once, also where one of two lies in the trash", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const storage = async () => asObject((await admin.ok({ type: "statistics" })).storage)
    const figures = async () => {
      const { film_count, film_bytes, trash_count, trash_bytes, upload_count, upload_bytes } = await storage()
      return [film_count, film_bytes, trash_count, trash_bytes, upload_count, upload_bytes]
    }
    assert.deepEqual(await figures(), [0, 0, 0, 0, 0, 0])
    const first = await upload(admin, makeFilm(1000, "first", 1))
    const twin = await upload(admin, makeFilm(1000, "twin", 1))
    await upload(admin, makeFilm(300, "other", 2))
    assert.deepEqual(await figures(), [3, 1300, 0, 0, 0, 0])
    await admin.ok({ type: "delete_movie", delete_movie_id: first })
    assert.deepEqual(await figures(), [2, 1300, 1, 0, 0, 0])
    await admin.ok({ type: "delete_movie", delete_movie_id: twin })
    assert.deepEqual(await figures(), [1, 300, 2, 1000, 0, 0])
    await admin.ok({ type: "purge_movie", movie_id: twin })
    const { file_md5 } = makeFilm(500, "new", 3).request
    await admin.ok({ type: "start_upload", file_name: "new", film_size: 500, file_md5, is_free: 1 })
    assert.deepEqual(await figures(), [1, 300, 1, 1000, 1, 500])
    // Of films of older versions the content isn't known at first: each counts.
    await server.running.app.database.run(() => Movie.update({ purge_time: null }, { content_id: null }))
    assert.deepEqual(await figures(), [1, 300, 1, 1000, 1, 500])
    assert.ok(Number((await storage()).free_bytes) > 0)
  })

  test("members are counted, VIPs among them, and people who are logged in once each; whoever is of the staff is told", async () => {
    await using shop = await openShop({}, kit)
    const { admin, member, server } = shop
    await member.ok({ type: "buy_vip", price_fen: 3000, request_key: "a-key-of-the-term-1" })
    const members = async () => (await admin.ok({ type: "statistics" })).members
    assert.deepEqual(await members(), { all: 1, vip: 1, live: 2 })
    // The staff are no members, VIP or not.
    const { name } = await admin.ok({ type: "who_am_i" })
    await admin.ok({ type: "give_vip", name, days: 1 })
    assert.deepEqual(await members(), { all: 1, vip: 1, live: 2 })
    const neighbour = await connectMember(server, "neighbour")
    const again = await server.connect()
    await again.ok({
      type: "login",
      name: "neighbour",
      password: "5ebe2294ecd0e0f08eab7690d2a6ee69",
      user_type: "user",
    })
    assert.deepEqual(await members(), { all: 2, vip: 1, live: 3 })
    const balance = numberIn(await neighbour.ok({ type: "vip_terms" }), "balance_fen")
    await neighbour.ok({
      type: "delete_account",
      password: "5ebe2294ecd0e0f08eab7690d2a6ee69",
      forfeit_fen: balance,
    })
    assert.deepEqual(await members(), { all: 1, vip: 1, live: 2 })
    for (const role of ["editor", "cashier"] as const) {
      await (await connectStaff(server, admin, role)).ok({ type: "statistics", days: 1 })
    }
    await member.fails("NOT_ALLOWED", { type: "statistics" })
  })
})
