import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { test } from "node:test"
import { LedgerTransaction } from "../../../db/ledger-transaction.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeVouchers, redeem } from "../../kit/money.ts"
import type { Peer } from "../../kit/peer.ts"
import { connectAdmin, connectMember, listIn } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { asObject } from "../../kit/shapes.ts"

type Row = Readonly<Record<string, unknown>>

async function list(admin: Peer, fields: object = {}): Promise<Row[]> {
  return listIn(await admin.ok({ type: "list_ledger", ...fields }), "transactions").map(asObject)
}

function kinds(rows: readonly Row[]): unknown[] {
  return rows.map(({ kind }) => kind)
}

/** A gift to each of two members, a batch, a voucher redeemed, an adjustment. */
async function trade(server: TestServer, admin: Peer): Promise<void> {
  const member = await connectMember(server)
  await connectMember(server, "other")
  const { codes } = await makeVouchers(admin, { value_fen: 300, count: 2, note: "spring" })
  await redeem(member, codes[0] ?? "")
  const adjustment = { type: "adjust_balance", name: "other", amount_fen: -50, reason: "fee" }
  await admin.ok({ ...adjustment, request_key: randomUUID() })
}

/** Sets when a transaction was booked, as if it had been then. */
async function book(server: TestServer, id: unknown, create_time: string): Promise<void> {
  const changes = { create_time: new Date(create_time) }
  await server.running.app.database.run(() => LedgerTransaction.update({ id: Number(id) }, changes))
}

forEachDatabase((kit) => {
  test("the ledger is listed with its lines, of one member or one kind, page by page", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await trade(server, admin)
    const all = await list(admin)
    assert.deepEqual(kinds(all), ["gift", "gift", "voucher_batch", "voucher", "adjustment"])
    const { time, id, lines, ...adjustment } = all[4] ?? {}
    assert.ok(Math.abs(Date.parse(String(time)) - Date.now()) < 60_000)
    assert.deepEqual(adjustment, {
      kind: "adjustment",
      memo: "fee",
      user_name: "other",
      actor_name: "admin",
      reverses_id: null,
      movie_name: null,
      vip_days: null,
    })
    assert.deepEqual(lines, [
      { account: "member:3", amount_fen: -50, balance_fen: 9950 },
      { account: "adjustments", amount_fen: 50, balance_fen: -550 },
    ])
    assert.deepEqual(kinds(await list(admin, { user: "MEMBER" })), ["gift", "voucher"])
    assert.deepEqual(kinds(await list(admin, { kind: "gift" })), ["gift", "gift"])
    assert.deepEqual(kinds(await list(admin, { kind: "gift", user: "other" })), ["gift"])
    await admin.fails("NO_SUCH_USER", { type: "list_ledger", user: "nobody" })
    await admin.fails("NO_SUCH_TRANSACTION", { type: "list_ledger", after_id: 999 })
    const paged: Row[] = []
    let after: unknown
    do {
      const reply = await admin.ok({ type: "list_ledger", limit: 2, ...(after ? { after_id: after } : {}) })
      paged.push(...listIn(reply, "transactions").map(asObject))
      after = reply.next_after_id
    } while (after !== null)
    assert.deepEqual(paged, all)
    assert.equal(id, paged.at(-1)?.id)
  })

  test("the ledger goes by time, also where a clock was put back, and a span of it begins in it and ends before its end", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await trade(server, admin)
    const ids = (await list(admin)).map(({ id }) => id)
    const times = ["2025-03-01T00:00:00.000Z", "2025-01-31T23:59:59.999Z", "2025-02-01T00:00:00.000Z"]
    for (const [index, time] of times.entries()) await book(server, ids[index], time)
    const rest = ids.slice(3)
    assert.deepEqual(
      (await list(admin)).map(({ id }) => id),
      [ids[1], ids[2], ids[0], ...rest],
    )
    const span = { from: times[2], until: times[0] }
    assert.deepEqual(
      (await list(admin, span)).map(({ id }) => id),
      [ids[2]],
    )
    const paged = await list(admin, { after_id: ids[1], limit: 2 })
    assert.deepEqual(
      paged.map(({ id }) => id),
      [ids[2], ids[0]],
    )
  })

  test("the sums of a year are by month in UTC, kind and account", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    await trade(server, admin)
    const ids = (await list(admin)).map(({ id }) => id)
    const times = [
      "2025-01-31T23:59:59.999Z",
      "2025-02-01T00:00:00.000Z",
      "2025-02-28T12:00:00.000Z",
      "2025-12-31T23:59:59.999Z",
      "2026-01-01T00:00:00.000Z",
    ]
    for (const [index, time] of times.entries()) await book(server, ids[index], time)
    const sums = async (year: number): Promise<unknown[][]> =>
      listIn(await admin.ok({ type: "ledger_sums", year }), "sums")
        .map(asObject)
        .map(({ month, kind, account, transactions, amount_fen }) => [
          month,
          kind,
          account,
          transactions,
          amount_fen,
        ])
    assert.deepEqual(await sums(2025), [
      [1, "gift", "gifts", 1, -10_000],
      [1, "gift", "members", 1, 10_000],
      [2, "gift", "gifts", 1, -10_000],
      [2, "gift", "members", 1, 10_000],
      [2, "voucher_batch", "adjustments", 1, -600],
      [2, "voucher_batch", "vouchers", 1, 600],
      [12, "voucher", "members", 1, 300],
      [12, "voucher", "vouchers", 1, -300],
    ])
    assert.deepEqual(await sums(2026), [
      [1, "adjustment", "adjustments", 1, 50],
      [1, "adjustment", "members", 1, -50],
    ])
    assert.deepEqual(await sums(2024), [])
    await admin.fails("BAD_FIELD", { type: "ledger_sums", year: 1999 })
  })
})
