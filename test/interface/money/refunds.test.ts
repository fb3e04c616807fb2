import assert from "node:assert/strict"
import { createHmac, randomUUID } from "node:crypto"
import { test } from "node:test"
import { LedgerTransaction, type transactionKinds } from "../../../db/ledger-transaction.ts"
import { Purchase } from "../../../db/purchase.ts"
import { StaffAction } from "../../../db/staff-action.ts"
import { User } from "../../../db/user.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { type Film, makeFilm } from "../../kit/films.ts"
import { balanceOf, differencesIn, makeVouchers, redeem } from "../../kit/money.ts"
import type { Peer } from "../../kit/peer.ts"
import { connectAdmin, connectMember, connectSecondAdmin, upload } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

const film = makeFilm(100, "film.mp4")
const paid: Film = { ...film, request: { ...film.request, is_free: 0 } }

function idOfLast(server: TestServer, kind: (typeof transactionKinds)[number]): Promise<number> {
  const { database } = server.running.app
  return database.run(async () => (await LedgerTransaction.first({ kind }, { orderBy: "-id" }))?.id ?? 0)
}

function refund(transaction_id: number, request_key: string = randomUUID()): object {
  return { type: "refund", transaction_id, reason: "wrong film", request_key }
}

async function balance(member: Peer): Promise<unknown> {
  return (await member.ok({ type: "list_statement", limit: 1 })).balance_fen
}

forEachDatabase((kit) => {
  test("a refunded film's price is back, once, and the film may be bought again", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const movie_id = await upload(admin, paid)
    const buy = (): object => ({ type: "buy_movie", movie_id, price_fen: 1000, request_key: randomUUID() })
    await member.ok(buy())
    const id = await idOfLast(server, "film")
    const request = refund(id)
    const first = await admin.ok(request)
    assert.equal(first.balance_fen, 10_000)
    assert.deepEqual(await admin.ok(request), first)
    await admin.fails("ALREADY_REFUNDED", refund(id))
    await admin.fails("KEY_REUSED", { ...request, reason: "another" })
    assert.deepEqual([await balance(member), await balanceOf(server, "revenue:film")], [10_000, 0])
    assert.equal(await server.running.app.database.run(() => Purchase.count()), 0)
    await member.ok(buy())
    assert.equal(await balance(member), 9000)
    assert.deepEqual(await differencesIn(admin), [])
    const actions = await server.running.app.database.run(() => StaffAction.select({ action: "refund" }))
    assert.deepEqual(
      actions.map(({ target, after }) => [target, after?.reason]),
      [[`transaction ${id}`, "wrong film"]],
    )
  })

  test("a refunded term takes its days back, and only those", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const terms: number[] = []
    for (let term = 0; term < 2; term++) {
      await member.ok({ type: "buy_vip", days: 30, price_fen: 3000, request_key: randomUUID() })
      terms.push(await idOfLast(server, "vip"))
    }
    const until = async (): Promise<number> => {
      const { vip_until } = await member.ok({ type: "who_am_i" })
      return (Date.parse(String(vip_until)) - Date.now()) / 86_400_000
    }
    assert.ok(Math.abs((await until()) - 60) < 0.01)
    await admin.ok(refund(terms[0] ?? 0))
    assert.ok(Math.abs((await until()) - 30) < 0.01)
    assert.equal((await member.ok({ type: "who_am_i" })).is_vip, 1)
    await admin.ok(refund(terms[1] ?? 0))
    assert.equal((await member.ok({ type: "who_am_i" })).is_vip, 0)
    assert.equal(await balance(member), 10_000)
    assert.deepEqual(await differencesIn(admin), [])
  })

  test("a refunded term of which days were used ends VIP at once, and one that is over stays as it was", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const { database } = server.running.app
    const dayMs = 86_400_000
    const until = async (): Promise<number> =>
      (Date.parse(String((await member.ok({ type: "who_am_i" })).vip_until)) - Date.now()) / dayMs
    for (const [daysLeft, expected] of [
      [20, 0],
      [-10, -10],
    ] as const) {
      await member.ok({ type: "buy_vip", days: 30, price_fen: 3000, request_key: randomUUID() })
      const vip_until = new Date(Date.now() + daysLeft * dayMs)
      await database.run(() => User.update({ name_key: "member" }, { vip_until }))
      await admin.ok(refund(await idOfLast(server, "vip")))
      assert.ok(Math.abs((await until()) - expected) < 0.01, `${await until()} days`)
      assert.equal((await member.ok({ type: "who_am_i" })).is_vip, 0)
    }
    assert.equal(await balance(member), 10_000)
  })

  test("only purchases and payments are refunded, and a payment only as far as the balance goes", async () => {
    const paymentSecret = "x".repeat(32)
    await using server = await startServer({ paymentSecret, welcomeFen: 0 }, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const { codes } = await makeVouchers(admin, { value_fen: 300 })
    await redeem(member, codes[0] ?? "")
    for (const kind of ["voucher", "voucher_batch"] as const)
      await admin.fails("NOT_REFUNDABLE", refund(await idOfLast(server, kind)))
    await admin.fails("NO_SUCH_TRANSACTION", refund(999))
    const text = "reelwire-credit-1\nr1\nmember\n800\n"
    const signature = createHmac("sha256", paymentSecret).update(text).digest("hex")
    await admin.ok({ type: "credit_payment", reference: "r1", name: "member", amount_fen: 800, signature })
    const credit = await idOfLast(server, "credit")
    await admin.ok({
      type: "adjust_balance",
      name: "member",
      amount_fen: -400,
      reason: "paid out",
      request_key: randomUUID(),
    })
    await admin.fails("INSUFFICIENT_BALANCE", refund(credit))
    await admin.ok({
      type: "adjust_balance",
      name: "member",
      amount_fen: 100,
      reason: "back",
      request_key: randomUUID(),
    })
    assert.equal((await admin.ok(refund(credit))).balance_fen, 0)
    await admin.fails("NOT_REFUNDABLE", refund(await idOfLast(server, "refund")))
    assert.deepEqual(await differencesIn(admin), [])
  })

  test("of cashiers who refund one purchase at the same moment one does", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const second = await connectSecondAdmin(server, admin)
    const member = await connectMember(server)
    for (let round = 0; round < 4; round++) {
      await member.ok({ type: "buy_vip", days: 30, price_fen: 3000, request_key: randomUUID() })
      const id = await idOfLast(server, "vip")
      const replies = await Promise.all([admin, second].map((cashier) => cashier.ask(refund(id))))
      assert.deepEqual(replies.map(({ code }) => String(code)).sort(), ["0", "ALREADY_REFUNDED"])
    }
    assert.equal(await balance(member), 10_000)
    assert.deepEqual(await differencesIn(admin), [])
  })

  test("a balance is adjusted both ways, never below zero, once a key, and by so much at most", async () => {
    await using server = await startServer({ maxCreditFen: 20_000 }, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const adjust = (amount_fen: number, fields: object = {}): object => ({
      type: "adjust_balance",
      name: "MEMBER",
      amount_fen,
      reason: "by hand",
      request_key: randomUUID(),
      ...fields,
    })
    const request = adjust(500)
    const first = await admin.ok(request)
    assert.deepEqual(await admin.ok(request), first)
    assert.equal(await balance(member), 10_500)
    const refused = await admin.fails("INSUFFICIENT_BALANCE", adjust(-10_501))
    assert.equal(refused.balance_fen, 10_500)
    assert.equal((await admin.ok(adjust(-10_500))).balance_fen, 0)
    await admin.fails("AMOUNT_TOO_LARGE", adjust(20_001))
    await admin.fails("AMOUNT_TOO_LARGE", adjust(-20_001))
    await admin.fails("NO_SUCH_USER", adjust(1, { name: "nobody" }))
    for (const fields of [{ amount_fen: 0 }, { amount_fen: 0.5 }, { reason: "" }, { request_key: "short" }])
      await admin.fails("BAD_FIELD", { ...adjust(1), ...fields })
    assert.equal(await balanceOf(server, "adjustments"), 10_000)
    const actions = await server.running.app.database.run(() =>
      StaffAction.select({ action: "adjust_balance" }, { orderBy: "id" }),
    )
    assert.deepEqual(
      actions.map(({ before, after }) => [before?.balance_fen, after?.balance_fen, after?.reason]),
      [
        [10_000, 10_500, "by hand"],
        [10_500, 0, "by hand"],
      ],
    )
    assert.deepEqual(await differencesIn(admin), [])
  })
})
