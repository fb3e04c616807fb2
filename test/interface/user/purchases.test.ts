import assert from "node:assert/strict"
import { test } from "node:test"
import { Movie } from "../../../db/movie.ts"
import { RequestKey } from "../../../db/request-key.ts"
import { all } from "../../../orm/operator.ts"
import { forgetRequestKeys } from "../../../server/jobs/forget-request-keys.ts"
import { purgeExpired } from "../../../server/jobs/purge-expired.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { uploadPaid } from "../../kit/paid-film.ts"
import { buy, openShop, type Shop } from "../../kit/paid-shop.ts"
import { connectMember, listIn } from "../../kit/people.ts"
import { asObject } from "../../kit/shapes.ts"

async function purchases({ member }: Shop): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return listIn(await member.ok({ type: "list_purchases" }), "purchases").map(asObject)
}

async function listed({ member }: Shop): Promise<unknown[]> {
  const movies = listIn(await member.ok({ type: "list_movies" }), "movies").map(asObject)
  return movies.map(({ is_bought }) => is_bought)
}

forEachDatabase((kit) => {
  test("what was bought is listed for its buyer alone, and marked in the library", async () => {
    await using shop = await openShop({}, kit)
    const other = await uploadPaid(shop.admin, "other", 1)
    assert.deepEqual([await purchases(shop), await listed(shop)], [[], [0, 0]])
    await shop.member.ok(buy(shop.movieId))
    const [{ id, time, ...bought } = {}, ...others] = await purchases(shop)
    assert.deepEqual(others, [])
    const about = { movie_id: shop.movieId, name: "paid", size: 100, price_fen: 1000 }
    assert.deepEqual(bought, { ...about, is_available: 1, is_in_trash: 0 })
    assert.ok(Math.abs(Date.now() - Date.parse(String(time))) < 60_000)
    assert.deepEqual(await listed(shop), [0, 1])
    await shop.member.ok(buy(other))
    const page = await shop.member.ok({ type: "list_purchases", limit: 1 })
    const rest = await shop.member.ok({ type: "list_purchases", before_id: page.next_before_id })
    assert.deepEqual(
      listIn(rest, "purchases").map((each) => asObject(each).id),
      [id],
    )
    const neighbour = await connectMember(shop.server, "neighbour")
    assert.deepEqual((await neighbour.ok({ type: "list_purchases" })).purchases, [])
  })

  test("a film that was taken off sale stays with its buyers, with its manifest, and with nobody else", async () => {
    await using shop = await openShop({}, kit)
    await shop.member.ok(buy(shop.movieId))
    await shop.admin.ok({ type: "delete_movie", delete_movie_id: shop.movieId })
    const [bought] = await purchases(shop)
    assert.deepEqual([bought?.is_available, bought?.is_in_trash], [1, 1])
    const asked = { movie_id: shop.movieId }
    await shop.member.ok({ type: "get_manifest", ...asked })
    await shop.member.ok({ type: "download_movie", ...asked, payment: "separate" })
    await shop.member.bytes(100)
    const neighbour = await connectMember(shop.server, "neighbour")
    await neighbour.fails("NO_SUCH_MOVIE", { type: "get_manifest", ...asked })
    await neighbour.fails("NO_SUCH_MOVIE", { type: "download_movie", ...asked })
    await neighbour.fails("NOT_FOR_SALE", buy(shop.movieId))
  })

  test("an editor is told whom purging touches, and has to say that it is meant", async () => {
    await using shop = await openShop({}, kit)
    for (let number = 1; number <= 21; number++) {
      const buyer = await connectMember(shop.server, `buyer ${number}`)
      await buyer.ok(buy(shop.movieId))
      await buyer[Symbol.asyncDispose]()
    }
    await shop.admin.ok({ type: "delete_movie", delete_movie_id: shop.movieId })
    const [trashed] = listIn(await shop.admin.ok({ type: "list_trash" }), "movies").map(asObject)
    assert.deepEqual([trashed?.buyers, trashed?.purge_time], [21, null])
    const purge = { type: "purge_movie", movie_id: shop.movieId }
    const refused = await shop.admin.fails("PURCHASED", purge)
    assert.equal(refused.buyers, 21)
    assert.deepEqual(
      refused.names,
      Array.from({ length: 20 }, (_, index) => `buyer ${index + 1}`),
    )
    await shop.admin.ok({ ...purge, even_purchased: 1 })
    await shop.admin.fails("NO_SUCH_MOVIE", purge)
  })

  test("a purged film is gone for its buyers too, who still see what they bought", async () => {
    await using shop = await openShop({}, kit)
    await shop.member.ok(buy(shop.movieId))
    await shop.admin.ok({ type: "delete_movie", delete_movie_id: shop.movieId })
    await shop.admin.ok({ type: "purge_movie", movie_id: shop.movieId, even_purchased: 1 })
    const [bought] = await purchases(shop)
    assert.deepEqual([bought?.name, bought?.is_available, bought?.is_in_trash], ["paid", 0, 0])
    await shop.member.fails("NO_SUCH_MOVIE", { type: "download_movie", movie_id: shop.movieId })
  })

  test("time purges the films of the trash that nobody bought, and no others", async () => {
    await using shop = await openShop({}, kit)
    const unsold = await uploadPaid(shop.admin, "unsold", 1)
    await shop.member.ok(buy(shop.movieId))
    for (const delete_movie_id of [shop.movieId, unsold]) {
      await shop.admin.ok({ type: "delete_movie", delete_movie_id })
    }
    await shop.run(() => Movie.update(all(), { delete_time: new Date(0) }))
    const { signal } = new AbortController()
    await shop.run(() => purgeExpired(shop.server.running.app).run(signal))
    const left = listIn(await shop.admin.ok({ type: "list_trash" }), "movies").map(asObject)
    assert.deepEqual(
      left.map(({ id }) => id),
      [shop.movieId],
    )
    await shop.member.ok({ type: "download_movie", movie_id: shop.movieId })
    await shop.member.bytes(100)
  })

  test("how long a film was in the trash goes by the database's clock, whatever the server's says", async (t) => {
    await using shop = await openShop({ trashDays: 30 }, kit)
    await shop.admin.ok({ type: "delete_movie", delete_movie_id: shop.movieId })
    const inTwoMonths = Date.now() + 60 * 86_400_000
    const clock = t.mock.method(Date, "now", () => inTwoMonths)
    const { signal } = new AbortController()
    await shop.run(() => purgeExpired(shop.server.running.app).run(signal))
    clock.mock.restore()
    assert.equal(listIn(await shop.admin.ok({ type: "list_trash" }), "movies").length, 1)
  })

  test("a statement tells each member their own account, line by line, and where it stood", async () => {
    await using shop = await openShop({}, kit)
    await shop.member.ok(buy(shop.movieId))
    await shop.member.ok({ type: "buy_vip" })
    const statement = await shop.member.ok({ type: "list_statement" })
    const lines = listIn(statement, "lines").map(asObject)
    assert.deepEqual(
      lines.map(({ kind, movie_name, vip_days, amount_fen, balance_fen }) => {
        return [kind, movie_name, vip_days, amount_fen, balance_fen]
      }),
      [
        ["vip", null, 30, -3000, 6000],
        ["film", "paid", null, -1000, 9000],
        ["gift", null, null, 10_000, 10_000],
      ],
    )
    assert.deepEqual([statement.balance_fen, statement.next_before_id], [6000, null])
    const first = await shop.member.ok({ type: "list_statement", limit: 1 })
    const rest = await shop.member.ok({ type: "list_statement", before_id: first.next_before_id })
    assert.deepEqual(listIn(rest, "lines"), listIn(statement, "lines").slice(1))
    const neighbour = await connectMember(shop.server, "neighbour")
    assert.equal(listIn(await neighbour.ok({ type: "list_statement" }), "lines").length, 1)
  })

  test("keys are forgotten after their days, and what was bought stays bought", async () => {
    await using shop = await openShop({ requestKeyDays: 3 }, kit)
    const [old, young] = [buy(shop.movieId), buy(await uploadPaid(shop.admin, "other", 1))]
    await shop.member.ok(old)
    await shop.member.ok(young)
    const before = new Date(Date.now() - 3 * 86_400_000 - 1000)
    await shop.run(() => RequestKey.update({ request_key: old.request_key }, { create_time: before }))
    const { signal } = new AbortController()
    await shop.run(() => forgetRequestKeys(shop.server.running.app).run(signal))
    await shop.member.ok(young)
    await shop.member.fails("ALREADY_BOUGHT", old)
    assert.equal(await shop.sold(), 2)
  })
})
