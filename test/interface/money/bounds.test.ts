import assert from "node:assert/strict"
import { createHmac, randomUUID } from "node:crypto"
import { test } from "node:test"
import { Account } from "../../../db/account.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { balanceOf, makeVouchers, redeem } from "../../kit/money.ts"
import { connectAdmin, connectMember, logIn } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

const paymentSecret = "x".repeat(32)

function credit(reference: string, amount_fen: number): object {
  const text = `reelwire-credit-1\n${reference}\nmember\n${amount_fen}\n`
  const signature = createHmac("sha256", paymentSecret).update(text).digest("hex")
  return { type: "credit_payment", reference, name: "member", amount_fen, signature }
}

function adjust(amount_fen: number): object {
  return { type: "adjust_balance", name: "member", amount_fen, reason: "cash", request_key: randomUUID() }
}

forEachDatabase((kit) => {
  test("what was booked is answered again as it was, though so much isn't taken at once any more", async () => {
    await using server = await startServer({ paymentSecret }, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const requests = [credit("r1", 900), adjust(800)]
    const first: unknown[] = []
    for (const request of requests) first.push(await admin.ok(request))
    const { databaseUrl } = server.settings
    await using stricter = await startServer({ paymentSecret, databaseUrl, maxCreditFen: 500 })
    const cashier = await stricter.connect()
    await logIn(cashier, "admin", "admin")
    for (const [index, request] of requests.entries())
      assert.deepEqual(await cashier.ok(request), first[index])
    for (const request of [credit("r2", 900), adjust(800)]) {
      const refused = await cashier.fails("AMOUNT_TOO_LARGE", request)
      assert.equal(refused.limit_fen, 500)
    }
    assert.equal((await member.ok({ type: "vip_terms" })).balance_fen, 11_700)
  })

  test("no balance grows beyond the numbers that JSON is sure to carry", async () => {
    await using server = await startServer({ paymentSecret }, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server)
    const most = BigInt(Number.MAX_SAFE_INTEGER)
    const { database } = server.running.app
    await database.run(() => Account.update({ name: "member:2" }, { balance_fen: most - 5n }))
    const { codes } = await makeVouchers(admin, { value_fen: 6 })
    await admin.fails("BALANCE_TOO_LARGE", adjust(6))
    await admin.fails("BALANCE_TOO_LARGE", credit("r1", 6))
    assert.equal((await redeem(member, codes[0] ?? "")).code, "BALANCE_TOO_LARGE")
    assert.equal((await admin.ok(adjust(5))).balance_fen, Number.MAX_SAFE_INTEGER)
    assert.equal(await balanceOf(server, "member:2"), Number.MAX_SAFE_INTEGER)
  })

  test("times of years that no database keeps are refused where the ledger is listed", async () => {
    await using server = await startServer({}, kit)
    const admin = await connectAdmin(server)
    for (const time of ["0000-01-01T00:00:00Z", "0999-12-31T23:59:59Z"])
      for (const span of [{ from: time }, { until: time }])
        for (const only of [{}, { kind: "gift" }])
          await admin.fails("BAD_FIELD", { type: "list_ledger", ...span, ...only })
    await admin.ok({ type: "list_ledger", from: "1000-01-01T08:00:00+08:00", until: "9999-12-31T23:59:59Z" })
  })
})
