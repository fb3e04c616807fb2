import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { test } from "node:test"
import { LedgerTransaction } from "../../../db/ledger-transaction.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import type { Peer } from "../../kit/peer.ts"
import { connectAdmin, connectMember } from "../../kit/people.ts"
import { startServer, type TestServer } from "../../kit/server.ts"

const plain = { type: "buy_vip" }

function buyTerm(member: Peer): Promise<unknown> {
  return member.ok({ ...plain, days: 30, price_fen: 3000, request_key: randomUUID() })
}

function soldIn(server: TestServer): Promise<LedgerTransaction[]> {
  const { database } = server.running.app
  return database.run(() => LedgerTransaction.select({ kind: "vip" }, { orderBy: "id" }))
}

forEachDatabase((kit) => {
  test("a repeat of a plain buy_vip stays one, whatever was bought with a key in between", async () => {
    await using server = await startServer({}, kit)
    const member = await connectMember(server)
    await member.ok(plain)
    await buyTerm(member)
    const repeated = await member.ok(plain)
    assert.equal(repeated.balance_fen, 4000)
    assert.equal((await soldIn(server)).length, 2)
  })

  test("after its refund a plain buy_vip buys again, also for who is a VIP by other days", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    await buyTerm(member)
    await member.ok(plain)
    const transaction_id = (await soldIn(server)).at(-1)?.id
    await admin.ok({ type: "refund", transaction_id, reason: "by mistake", request_key: randomUUID() })
    const again = await member.ok(plain)
    assert.deepEqual([again.price_fen, again.balance_fen], [3000, 4000])
    assert.equal((await soldIn(server)).length, 3)
  })
})
