import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { test } from "node:test"
import { LedgerTransaction } from "../../../db/ledger-transaction.ts"
import { User } from "../../../db/user.ts"
import { type DatabaseKit, forEachDatabase } from "../../kit/databases.ts"
import { openShop, type Shop } from "../../kit/paid-shop.ts"
import { logIn, textIn } from "../../kit/people.ts"

const dayMs = 86_400_000

function term(days: number, price_fen: number, request_key: string = randomUUID()) {
  return { type: "buy_vip", days, price_fen, request_key }
}

/** How many days from now the member is a VIP, to a minute. */
async function daysLeft({ member }: Shop): Promise<number> {
  const until = textIn(await member.ok({ type: "who_am_i" }), "vip_until")
  const days = (Date.parse(until) - Date.now()) / dayMs
  assert.ok(Math.abs(days - Math.round(days)) < 1 / 1440, `${days} days`)
  return Math.round(days)
}

function setUntil(shop: Shop, fromNowMs: number | null): Promise<unknown> {
  const vip_until = fromNowMs === null ? null : new Date(Date.now() + fromNowMs)
  return shop.run(() => User.update({ name_key: "member" }, { vip_until }))
}

async function openVipShop(kit: DatabaseKit, settings: Parameters<typeof openShop>[0] = {}): Promise<Shop> {
  return openShop(
    {
      vipTerms: [
        { days: 30, priceFen: 3000 },
        { days: 10, priceFen: 1200 },
      ],
      ...settings,
    },
    kit,
  )
}

forEachDatabase((kit) => {
  test("vip_terms tells the terms, the default one first, and what the member has", async () => {
    await using shop = await openVipShop(kit)
    const { terms, vip_until, balance_fen } = await shop.member.ok({ type: "vip_terms" })
    assert.deepEqual(terms, [
      { days: 30, price_fen: 3000 },
      { days: 10, price_fen: 1200 },
    ])
    assert.deepEqual([vip_until, balance_fen], [null, 10_000])
  })

  test("a term is bought, counted from now for who is no VIP, and from the end for who is", async () => {
    await using shop = await openVipShop(kit)
    const reply = await shop.member.ok(term(10, 1200))
    assert.deepEqual([reply.is_vip, reply.price_fen, reply.balance_fen], [1, 1200, 8800])
    assert.equal(await daysLeft(shop), 10)
    assert.equal((await shop.member.ok(term(30, 3000))).balance_fen, 5800)
    assert.equal(await daysLeft(shop), 40)
  })

  test("who was a VIP once and is none any more begins anew from now", async () => {
    await using shop = await openVipShop(kit)
    await setUntil(shop, -100 * dayMs)
    assert.equal((await shop.member.ok({ type: "who_am_i" })).is_vip, 0)
    await shop.member.ok(term(10, 1200))
    assert.equal(await daysLeft(shop), 10)
    assert.equal((await logIn(shop.member, "member")).is_vip, 1)
  })

  test("a repeat gets the first answer; another one with the same key is refused", async () => {
    await using shop = await openVipShop(kit)
    const request = term(10, 1200)
    const first = await shop.member.ok(request)
    assert.deepEqual(await shop.member.ok(request), first)
    await shop.member.fails("KEY_REUSED", { ...request, days: 30 })
    await shop.member.fails("KEY_REUSED", { ...request, price_fen: 1 })
    assert.equal(await shop.balance(), 8800)
    assert.equal(await daysLeft(shop), 10)
  })

  test("of requests at the same moment each key is charged once and each term counts", async () => {
    await using shop = await openVipShop(kit)
    const keys = [1, 2, 3].flatMap(() => [randomUUID()]).flatMap((key) => [key, key])
    const replies = await Promise.all(
      keys.map(async (key) => {
        const peer = await shop.server.connect()
        await logIn(peer, "member")
        return peer.ok(term(10, 1200, key))
      }),
    )
    assert.ok(replies.every(({ is_vip }) => is_vip === 1))
    assert.equal(await shop.balance(), 10_000 - 3 * 1200)
    assert.equal(await daysLeft(shop), 30)
  })

  test("a wrong price, a term that there is not, too little money and missing fields change nothing", async () => {
    await using shop = await openVipShop(kit, { welcomeFen: 1199 })
    const refused = await shop.member.fails("PRICE_CHANGED", term(10, 1199))
    assert.equal(refused.price_fen, 1200)
    await shop.member.fails("NO_SUCH_TERM", term(11, 1200))
    const poor = await shop.member.fails("INSUFFICIENT_BALANCE", term(10, 1200))
    assert.deepEqual([poor.balance_fen, poor.price_fen], [1199, 1200])
    await shop.member.fails("INSUFFICIENT_BALANCE", { type: "buy_vip" })
    const { days, price_fen, request_key } = term(10, 1200)
    await shop.member.fails("BAD_FIELD", { type: "buy_vip", days, request_key })
    await shop.member.fails("BAD_FIELD", { type: "buy_vip", days, price_fen })
    await shop.member.fails("BAD_FIELD", { type: "buy_vip", price_fen })
    assert.equal((await shop.member.ok({ type: "who_am_i" })).vip_until, null)
    assert.equal(await shop.balance(), 1199)
  })

  test("a term that costs nothing is bought without money", async () => {
    await using shop = await openVipShop(kit, { vipTerms: [{ days: 7, priceFen: 0 }] })
    assert.equal((await shop.member.ok(term(7, 0))).balance_fen, 10_000)
    assert.equal((await shop.member.ok({ type: "buy_vip" })).price_fen, 0)
    assert.equal((await shop.member.ok({ type: "buy_vip" })).price_fen, 0)
    assert.equal(await daysLeft(shop), 14)
  })

  test("without a key it is the default term, and a second one soon after is a repeat", async () => {
    await using shop = await openVipShop(kit)
    const first = await shop.member.ok({ type: "buy_vip" })
    assert.deepEqual([first.is_vip, first.price_fen, first.balance_fen], [1, 3000, 7000])
    assert.deepEqual(await shop.member.ok({ type: "buy_vip" }), first)
    assert.equal(await daysLeft(shop), 30)
    const before = new Date(Date.now() - 61_000)
    await shop.run(() => LedgerTransaction.update({ kind: "vip" }, { create_time: before }))
    assert.equal((await shop.member.ok({ type: "buy_vip" })).balance_fen, 4000)
    assert.equal(await daysLeft(shop), 60)
  })

  test("whose days were taken back buys again, also without a key and at once", async () => {
    await using shop = await openVipShop(kit)
    await shop.member.ok({ type: "buy_vip" })
    await setUntil(shop, null)
    assert.equal((await shop.member.ok({ type: "buy_vip" })).balance_fen, 4000)
  })

  test("of two without a key at the same moment one is charged", async () => {
    await using shop = await openVipShop(kit)
    const other = await shop.server.connect()
    await logIn(other, "member")
    const replies = await Promise.all([shop.member, other].map((peer) => peer.ok({ type: "buy_vip" })))
    assert.deepEqual(replies[0], replies[1])
    assert.equal(await shop.balance(), 7000)
  })

  test("where the plain dialect buys nothing, a key has to be there", async () => {
    await using shop = await openVipShop(kit, { plainPurchases: false })
    await shop.member.fails("BAD_FIELD", { type: "buy_vip" })
    await shop.member.ok(term(30, 3000))
    assert.equal(await shop.balance(), 7000)
  })
})
