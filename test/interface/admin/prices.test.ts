import assert from "node:assert/strict"
import { test } from "node:test"
import { Movie } from "../../../db/movie.ts"
import { StaffAction } from "../../../db/staff-action.ts"
import { all } from "../../../orm/operator.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { buy, openShop, type Shop } from "../../kit/paid-shop.ts"
import { connectMember, listIn } from "../../kit/people.ts"
import { asObject } from "../../kit/shapes.ts"

const minuteMs = 60_000

function fromNow(ms: number): Date {
  return new Date(Date.now() + ms)
}

/** What the film costs the member, as the list and as buying it say. */
async function priceOf({ member, movieId }: Shop): Promise<unknown> {
  const [movie] = listIn(await member.ok({ type: "list_movies" }), "movies").map(asObject)
  const refused = await member.fails("PRICE_CHANGED", buy(movieId, 9_999_999))
  assert.equal(refused.price_fen, movie?.price_fen)
  return movie?.price_fen
}

forEachDatabase((kit) => {
  test("a film has the settings' price, or its own, for members and for VIPs", async () => {
    await using shop = await openShop({}, kit)
    const { admin, movieId: movie_id } = shop
    const set = async (prices: object): Promise<unknown[]> => {
      const { price_fen, price_vip_fen } = await admin.ok({ type: "set_price", movie_id, ...prices })
      return [price_fen, price_vip_fen]
    }
    assert.equal(await priceOf(shop), 1000)
    assert.deepEqual(await set({ price_fen: 15_000 }), [15_000, 15_000], "a dear film is dear for VIPs, too")
    assert.deepEqual(await set({ price_fen: 2000 }), [2000, 2000])
    assert.deepEqual(await set({ price_vip_fen: 700 }), [2000, 700])
    assert.equal(await priceOf(shop), 2000)
    assert.deepEqual(await set({ price_fen: 300, price_vip_fen: null }), [300, 300])
    await shop.member.ok({ type: "buy_vip" })
    assert.equal(await priceOf(shop), 300)
    assert.deepEqual(await set({ price_fen: null }), [1000, 500])
    assert.equal(await priceOf(shop), 500)
  })

  test("an offer lowers the price from its begin until its end, by the database's clock, and raises none", async () => {
    await using shop = await openShop({}, kit)
    const offer = (
      columns: Partial<Pick<Movie, "offer_fen" | "offer_from" | "offer_until">>,
    ): Promise<number> =>
      shop.run(() => Movie.update(all(), { offer_from: null, offer_until: null, offer_fen: 100, ...columns }))
    const cases: readonly [Parameters<typeof offer>[0], number][] = [
      [{}, 100],
      [{ offer_from: fromNow(minuteMs) }, 1000],
      [{ offer_from: fromNow(-minuteMs) }, 100],
      [{ offer_until: fromNow(minuteMs) }, 100],
      [{ offer_until: fromNow(-minuteMs) }, 1000],
      [{ offer_from: fromNow(-minuteMs), offer_until: fromNow(minuteMs) }, 100],
      [{ offer_fen: 1001 }, 1000],
      [{ offer_fen: 0 }, 0],
      [{ offer_fen: null }, 1000],
    ]
    for (const [columns, price] of cases) {
      await offer(columns)
      assert.equal(await priceOf(shop), price, JSON.stringify(columns))
    }
    await offer({ offer_until: fromNow(-1) })
    await shop.member.fails("PRICE_CHANGED", buy(shop.movieId, 100))
    await offer({ offer_until: fromNow(minuteMs) })
    assert.equal((await shop.member.ok(buy(shop.movieId, 100))).balance_fen, 9900)
  })

  test("set_offer sets it and takes it away, and the list tells its end", async () => {
    await using shop = await openShop({}, kit)
    const { admin, movieId: movie_id } = shop
    const until = fromNow(minuteMs).toISOString()
    const set = await admin.ok({ type: "set_offer", movie_id, offer_fen: 600, until })
    assert.deepEqual([set.price_fen, set.price_vip_fen], [600, 500])
    const [movie] = listIn(await shop.member.ok({ type: "list_movies" }), "movies").map(asObject)
    assert.deepEqual([movie?.price_fen, movie?.offer_until], [600, until])
    const later = { from: fromNow(minuteMs).toISOString(), until: fromNow(2 * minuteMs).toISOString() }
    assert.equal((await admin.ok({ type: "set_offer", movie_id, offer_fen: 1, ...later })).price_fen, 1000)
    await admin.ok({ type: "set_offer", movie_id, offer_fen: null })
    const film = await shop.run(() => Movie.first())
    assert.deepEqual([film?.offer_fen, film?.offer_from, film?.offer_until], [null, null, null])
  })

  test("an offer that would be over before it begins is refused, and so are wrong prices and films", async () => {
    await using shop = await openShop({}, kit)
    const { admin, movieId: movie_id } = shop
    const offer = { type: "set_offer", movie_id, offer_fen: 1 }
    await admin.fails("BAD_FIELD", { ...offer, until: fromNow(-1000).toISOString() })
    const from = fromNow(2 * minuteMs).toISOString()
    await admin.fails("BAD_FIELD", { ...offer, from, until: fromNow(minuteMs).toISOString() })
    await admin.fails("BAD_FIELD", { ...offer, until: "soon" })
    await admin.fails("BAD_FIELD", { type: "set_offer", movie_id })
    await admin.fails("BAD_FIELD", { type: "set_price", movie_id })
    for (const price_fen of [-1, 0.5, "5", 10_000_001]) {
      await admin.fails("BAD_FIELD", { type: "set_price", movie_id, price_fen })
      await admin.fails("BAD_FIELD", { ...offer, offer_fen: price_fen })
    }
    await admin.fails("NO_SUCH_MOVIE", { ...offer, movie_id: 99 })
    await admin.fails("NO_SUCH_MOVIE", { type: "set_price", movie_id: 99, price_fen: 1 })
    await admin.fails("NO_SUCH_MOVIE", { type: "set_free", movie_id: 99, is_free: 1 })
    assert.equal(
      await shop.run(() => StaffAction.count({ target: `movie ${movie_id}`, action: "set_price" })),
      0,
    )
  })

  test("a paid film can be made free and paid again; who bought it keeps it", async () => {
    await using shop = await openShop({}, kit)
    const { admin, member, movieId: movie_id } = shop
    await member.ok(buy(movie_id))
    assert.equal((await admin.ok({ type: "set_free", movie_id, is_free: 1 })).price_fen, 0)
    const neighbour = await connectMember(shop.server, "neighbour")
    await neighbour.fails("NOT_FOR_SALE", buy(movie_id, 0))
    await neighbour.ok({ type: "download_movie", movie_id, payment: "separate" })
    await neighbour.bytes(100)
    assert.equal((await admin.ok({ type: "set_free", movie_id, is_free: 0 })).price_fen, 1000)
    await neighbour.fails("PAYMENT_REQUIRED", { type: "download_movie", movie_id, payment: "separate" })
    await member.ok({ type: "download_movie", movie_id, payment: "separate" })
    await member.bytes(100)
  })

  test("every change of a price is on record with what was there before", async () => {
    await using shop = await openShop({}, kit)
    const { admin, movieId: movie_id } = shop
    await admin.ok({ type: "set_price", movie_id, price_fen: 300 })
    await admin.ok({ type: "set_price", movie_id, price_fen: 400 })
    await admin.ok({ type: "set_offer", movie_id, offer_fen: 5, until: "2999-01-01T08:00:00+08:00" })
    await admin.ok({ type: "set_free", movie_id, is_free: 1 })
    const actions = await shop.run(() =>
      StaffAction.select({ target: `movie ${movie_id}` }, { orderBy: "id" }),
    )
    const told = actions.map(({ action, before, after }) => [action, before, after])
    const noOffer = { offer_fen: null, offer_from: null, offer_until: null }
    assert.deepEqual(told.slice(-4), [
      ["set_price", { price_fen: null }, { price_fen: 300 }],
      ["set_price", { price_fen: 300 }, { price_fen: 400 }],
      ["set_offer", noOffer, { ...noOffer, offer_fen: 5, offer_until: "2999-01-01T00:00:00.000Z" }],
      ["set_free", { is_free: false }, { is_free: true }],
    ])
  })
})
