import assert from "node:assert/strict"
import { test } from "node:test"
import { Movie } from "../../../db/movie.ts"
import { all } from "../../../orm/operator.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { uploadPaid } from "../../kit/paid-film.ts"
import { buy, openShop } from "../../kit/paid-shop.ts"
import { connectMember, logIn } from "../../kit/people.ts"

forEachDatabase((kit) => {
  test("a film is bought at the price that was confirmed, and paid from the balance", async () => {
    await using shop = await openShop({}, kit)
    const reply = await shop.member.ok(buy(shop.movieId))
    assert.deepEqual([reply.price_fen, reply.balance_fen, reply.purchase_id], [1000, 9000, 1])
    assert.equal(await shop.balance(), 9000)
    assert.equal(await shop.sold(), 1)
  })

  test("a repeat gets the first answer and costs nothing, whatever has become of price and film since", async () => {
    await using shop = await openShop({}, kit)
    const request = buy(shop.movieId)
    const first = await shop.member.ok(request)
    assert.deepEqual(await shop.member.ok(request), first)
    await shop.run(() => Movie.update(all(), { price_fen: 5, is_delete: true, purge_time: new Date() }))
    assert.deepEqual(await shop.member.ok(request), first)
    assert.equal(await shop.sold(), 1)
    assert.equal(await shop.balance(), 9000)
  })

  test("a key that was used for something else is refused, and nothing is done", async () => {
    await using shop = await openShop({}, kit)
    const other = await uploadPaid(shop.admin, "other", 1)
    const request = buy(shop.movieId)
    await shop.member.ok(request)
    await shop.member.fails("KEY_REUSED", { ...request, movie_id: other })
    await shop.member.fails("KEY_REUSED", { ...request, price_fen: 999 })
    await shop.member.fails("KEY_REUSED", {
      type: "buy_vip",
      price_fen: 3000,
      request_key: request.request_key,
    })
    assert.equal(await shop.sold(), 1)
    // Another person's key is another key.
    const neighbour = await connectMember(shop.server, "neighbour")
    await neighbour.ok({ ...request, movie_id: other })
    assert.equal(await shop.sold(), 2)
  })

  test("a request that failed leaves its key as good as new", async () => {
    await using shop = await openShop({}, kit)
    const request = buy(shop.movieId, 1)
    await shop.member.fails("PRICE_CHANGED", request)
    await shop.member.ok({ ...request, price_fen: 1000 })
    assert.equal(await shop.sold(), 1)
  })

  test("at another price than the confirmed one nothing is bought, and the reply names today's", async () => {
    await using shop = await openShop({}, kit)
    for (const confirmed of [999, 1001, 0]) {
      const refused = await shop.member.fails("PRICE_CHANGED", buy(shop.movieId, confirmed))
      assert.equal(refused.price_fen, 1000)
    }
    assert.equal(await shop.sold(), 0)
    assert.equal(await shop.balance(), 10_000)
  })

  test("who has a fen less than the price buys nothing; who has just the price has nothing left", async () => {
    await using shop = await openShop({ priceFen: 10_001 }, kit)
    const refused = await shop.member.fails("INSUFFICIENT_BALANCE", buy(shop.movieId, 10_001))
    assert.deepEqual([refused.balance_fen, refused.price_fen], [10_000, 10_001])
    assert.equal(await shop.sold(), 0)
    await shop.run(() => Movie.update(all(), { price_fen: 10_000 }))
    assert.equal((await shop.member.ok(buy(shop.movieId, 10_000))).balance_fen, 0)
    assert.equal(await shop.sold(), 1)
  })

  test("a film is bought once, with whatever key, at whatever price, and with however little money", async () => {
    await using shop = await openShop({ priceFen: 10_000 }, kit)
    await shop.member.ok(buy(shop.movieId, 10_000))
    await shop.member.fails("ALREADY_BOUGHT", buy(shop.movieId, 10_000))
    await shop.member.fails("ALREADY_BOUGHT", buy(shop.movieId, 7))
    await shop.admin.ok({ type: "delete_movie", delete_movie_id: shop.movieId })
    await shop.member.fails("ALREADY_BOUGHT", buy(shop.movieId, 10_000))
    assert.equal(await shop.sold(), 1)
  })

  test("of many requests of one person for one film at the same moment, with a key each, one is charged", async () => {
    await using shop = await openShop({}, kit)
    const peers = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const peer = await shop.server.connect()
        await logIn(peer, "member")
        return peer
      }),
    )
    const replies = await Promise.all(peers.map((peer) => peer.ask(buy(shop.movieId))))
    const codes = replies.map(({ code }) => code).toSorted()
    assert.deepEqual(codes, [0, ...Array.from({ length: 5 }, () => "ALREADY_BOUGHT")])
    assert.equal(await shop.sold(), 1)
    assert.equal(await shop.balance(), 9000)
  })

  test("of many requests with the same key at the same moment one is done, and all are answered alike", async () => {
    await using shop = await openShop({}, kit)
    const request = buy(shop.movieId)
    const peers = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const peer = await shop.server.connect()
        await logIn(peer, "member")
        return peer
      }),
    )
    const replies = await Promise.all(peers.map((peer) => peer.ok(request)))
    for (const reply of replies) assert.deepEqual(reply, replies[0])
    assert.equal(await shop.sold(), 1)
    assert.equal(await shop.balance(), 9000)
  })

  test("free films, films that are not there, and films in the trash aren't sold", async () => {
    await using shop = await openShop({}, kit)
    const { admin, member, movieId } = shop
    await member.fails("NO_SUCH_MOVIE", buy(99))
    await member.fails("NO_SUCH_MOVIE", buy(9_007_199_254_740_991))
    await admin.ok({ type: "delete_movie", delete_movie_id: movieId })
    await member.fails("NOT_FOR_SALE", buy(movieId))
    await admin.ok({ type: "restore_movie", movie_id: movieId })
    await shop.run(() => Movie.update(all(), { damage_time: new Date() }))
    await member.fails("FILM_DAMAGED", buy(movieId))
    await shop.run(() => Movie.update(all(), { damage_time: null, is_free: true }))
    await member.fails("NOT_FOR_SALE", buy(movieId, 0))
    assert.equal(await shop.sold(), 0)
  })

  test("the staff buys nothing: it pays nothing", async () => {
    await using shop = await openShop({}, kit)
    await shop.admin.fails("NOT_FOR_SALE", buy(shop.movieId, 0))
    assert.equal(await shop.sold(), 0)
  })

  test("a paid film that costs nothing now is bought without money", async () => {
    await using shop = await openShop({ priceFen: 0 }, kit)
    const reply = await shop.member.ok(buy(shop.movieId, 0))
    assert.deepEqual([reply.price_fen, reply.balance_fen], [0, 10_000])
    assert.equal(await shop.sold(), 1)
    await shop.member.fails("ALREADY_BOUGHT", buy(shop.movieId, 0))
  })

  test("a request without a price or a proper key is refused", async () => {
    await using shop = await openShop({}, kit)
    const { type, movie_id, price_fen, request_key } = buy(shop.movieId)
    await shop.member.fails("BAD_FIELD", { type, movie_id, request_key })
    await shop.member.fails("BAD_FIELD", { type, movie_id, price_fen })
    for (const wrong of ["short", "x".repeat(65), "a key with spaces", 1, null]) {
      await shop.member.fails("BAD_FIELD", { type, movie_id, price_fen, request_key: wrong })
    }
    for (const wrong of [-1, 0.5, "1000", 1e12, null]) {
      await shop.member.fails("BAD_FIELD", { type, movie_id, price_fen: wrong, request_key })
    }
    assert.equal(await shop.sold(), 0)
  })
})
