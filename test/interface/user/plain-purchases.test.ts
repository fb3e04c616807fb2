import assert from "node:assert/strict"
import { unlink } from "node:fs/promises"
import { join } from "node:path"
import { test } from "node:test"
import { Movie } from "../../../db/movie.ts"
import { all } from "../../../orm/operator.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { buy, openShop, type Shop } from "../../kit/paid-shop.ts"
import { listIn, logIn } from "../../kit/people.ts"
import { asObject } from "../../kit/shapes.ts"

function download({ movieId: movie_id }: Shop, more: object = {}) {
  return { type: "download_movie", movie_id, ...more }
}

async function records({ member }: Shop): Promise<unknown[]> {
  const downloads = listIn(await member.ok({ type: "list_downloads" }), "downloads")
  return downloads.map((record) => asObject(record).price_fen)
}

forEachDatabase((kit) => {
  test("a plain download of a paid film is its purchase, and the next one costs nothing", async () => {
    await using shop = await openShop({}, kit)
    assert.equal((await shop.member.ok(download(shop))).price_fen, 1000)
    await shop.member.bytes(100)
    assert.equal((await shop.member.ok(download(shop))).price_fen, 0)
    await shop.member.bytes(100)
    assert.deepEqual([await shop.sold(), await shop.balance()], [1, 9000])
    assert.deepEqual(await records(shop), [0, 1000])
    await shop.member.fails("ALREADY_BOUGHT", buy(shop.movieId))
  })

  test("of many plain downloads at the same moment one is charged, and all are served", async () => {
    await using shop = await openShop({}, kit)
    const paid = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const peer = await shop.server.connect()
        await logIn(peer, "member")
        const { price_fen } = await peer.ok(download(shop))
        assert.equal((await peer.bytes(100)).length, 100)
        return price_fen
      }),
    )
    assert.deepEqual(paid.toSorted(), [0, 0, 0, 0, 1000])
    assert.deepEqual([await shop.sold(), await shop.balance()], [1, 9000])
  })

  test("a client that buys separately is told the price and the balance, and nothing is bought", async () => {
    await using shop = await openShop({}, kit)
    const separately = download(shop, { payment: "separate" })
    const refused = await shop.member.fails("PAYMENT_REQUIRED", separately)
    assert.deepEqual([refused.price_fen, refused.balance_fen], [1000, 10_000])
    assert.deepEqual([await shop.sold(), await records(shop)], [0, []])
    await shop.member.ok(buy(shop.movieId))
    assert.equal((await shop.member.ok(separately)).price_fen, 0)
    await shop.member.bytes(100)
    assert.equal(await shop.balance(), 9000)
  })

  test("where the plain dialect buys nothing, it is told to pay as well", async () => {
    await using shop = await openShop({ plainPurchases: false }, kit)
    await shop.member.fails("PAYMENT_REQUIRED", download(shop))
    assert.equal(await shop.sold(), 0)
  })

  test("who has too little money gets no film and no record", async () => {
    await using shop = await openShop({ welcomeFen: 999 }, kit)
    const refused = await shop.member.fails("INSUFFICIENT_BALANCE", download(shop))
    assert.deepEqual([refused.price_fen, refused.balance_fen], [1000, 999])
    assert.deepEqual([await shop.sold(), await shop.balance(), await records(shop)], [0, 999, []])
  })

  test("a film that can't be delivered costs nothing: damaged, in the trash, not in the store, a wrong range", async () => {
    await using shop = await openShop({}, kit)
    await shop.member.fails("BAD_RANGE", download(shop, { offset: 101 }))
    await shop.run(() => Movie.update(all(), { damage_time: new Date() }))
    await shop.member.fails("FILM_DAMAGED", download(shop))
    await shop.run(() => Movie.update(all(), { damage_time: null, is_delete: true }))
    await shop.member.fails("NO_SUCH_MOVIE", download(shop))
    await shop.run(() => Movie.update(all(), { is_delete: false }))
    const stored = await shop.run(() => Movie.first())
    await unlink(join(shop.server.dataDir, "uploads", "films", stored?.stored_name ?? ""))
    await shop.member.fails("INTERNAL", download(shop))
    assert.deepEqual([await shop.sold(), await shop.balance(), await records(shop)], [0, 10_000, []])
  })

  test("a download that was begun is gone on with whatever the film costs since", async () => {
    await using shop = await openShop({}, kit)
    await shop.admin.ok({ type: "set_free", movie_id: shop.movieId, is_free: 1 })
    const { download_id } = await shop.member.ok(download(shop, { length: 10 }))
    await shop.member.bytes(10)
    await shop.admin.ok({ type: "set_free", movie_id: shop.movieId, is_free: 0 })
    await shop.member.ok(download(shop, { offset: 10, download_id, payment: "separate" }))
    await shop.member.bytes(90)
    assert.equal(await shop.sold(), 0)
  })

  test("the staff downloads without paying", async () => {
    await using shop = await openShop({}, kit)
    assert.equal((await shop.admin.ok(download(shop, { payment: "separate" }))).price_fen, 0)
    await shop.admin.bytes(100)
    assert.equal(await shop.sold(), 0)
  })
})
