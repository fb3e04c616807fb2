import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { createHmac, randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { creditText, isSignedWith } from "../../../interface/money/payment-signature.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { balanceOf, differencesIn } from "../../kit/money.ts"
import type { Reply } from "../../kit/peer.ts"
import { connectAdmin, connectMember } from "../../kit/people.ts"
import { startServer } from "../../kit/server.ts"

const paymentSecret = "0123456789abcdef0123456789abcdef"
const vector = { reference: "order-20261121-0001", name: "小美", amount_fen: 5000 }
const vectorSignature = "e384abe5d97b5687189d3685023e498dc4f9644af568ac3d8a54d23f49f0587c"

type Credit = typeof vector

function signed(credit: Credit, secret = paymentSecret): object {
  const signature = createHmac("sha256", secret)
    .update(`reelwire-credit-1\n${credit.reference}\n${credit.name}\n${credit.amount_fen}\n`)
    .digest("hex")
  return { type: "credit_payment", ...credit, signature }
}

function opensslSignature(text: string, secret: string): string {
  const told = execFileSync("openssl", ["dgst", "-sha256", "-hmac", secret, "-r"], { input: text })
  return told.toString().split(" ")[0] ?? ""
}

test("openssl signs as the server checks, and as PROTOCOL.md tells", () => {
  const told = readFileSync(new URL("../../../PROTOCOL.md", import.meta.url), "utf8")
  for (const part of [vectorSignature, paymentSecret, creditText(vector).trim().replace(/\n/g, "\n    ")])
    assert.ok(told.includes(part), part)
  assert.equal(opensslSignature(creditText(vector), paymentSecret), vectorSignature)
  assert.ok(isSignedWith(paymentSecret, vector, vectorSignature))
  for (let round = 0; round < 20; round++) {
    const secret = randomBytes(20).toString("base64url").padEnd(32, "x")
    const credit = {
      reference: randomBytes(9).toString("base64"),
      name: `member ${round}`,
      amount_fen: round,
    }
    const signature = opensslSignature(creditText(credit), secret)
    assert.ok(isSignedWith(secret, credit, signature.toUpperCase()))
    for (const other of [
      { ...credit, amount_fen: round + 1 },
      { ...credit, name: `${credit.name}0` },
      { ...credit, reference: `${credit.reference}=` },
    ]) {
      assert.ok(!isSignedWith(secret, other, signature))
    }
    assert.ok(!isSignedWith(`${secret}x`, credit, signature))
  }
})

forEachDatabase((kit) => {
  test("a signed payment is credited without a log-in, once, however often it comes", async () => {
    await using server = await startServer({ paymentSecret }, kit)
    const admin = await connectAdmin(server)
    const member = await connectMember(server, "小美")
    const gateway = await server.connect()
    const first = await gateway.ok(signed(vector))
    assert.ok(Number(first.transaction_id) > 0)
    assert.deepEqual(await gateway.ok(signed(vector)), first)
    assert.equal((await member.ok({ type: "list_statement", limit: 1 })).balance_fen, 15_000)
    assert.equal(await balanceOf(server, "payments"), -5000)
    await gateway.fails("KEY_REUSED", signed({ ...vector, amount_fen: 5001 }))
    await connectMember(server, "other")
    await gateway.fails("KEY_REUSED", signed({ ...vector, name: "other" }))
    assert.equal(await balanceOf(server, "payments"), -5000)
    assert.deepEqual(await differencesIn(admin), [])
  })

  test("of twenty gateways that send one reference at the same moment one credits, and all get its answer", async () => {
    await using server = await startServer({ paymentSecret }, kit)
    const admin = await connectAdmin(server)
    await connectMember(server, "小美")
    const gateways = await Promise.all(Array.from({ length: 20 }, () => server.connect()))
    const replies = await Promise.all(gateways.map((gateway): Promise<Reply> => gateway.ok(signed(vector))))
    assert.equal(new Set(replies.map(({ transaction_id }) => transaction_id)).size, 1)
    assert.equal(await balanceOf(server, "payments"), -5000)
    assert.deepEqual(await differencesIn(admin), [])
  })

  test("a wrong signature credits nothing, is slowed down and ends the connection; a right one waits for nothing", async () => {
    await using server = await startServer(
      { paymentSecret, loginSlowdownMs: 100, loginFailuresPerConnection: 3 },
      kit,
    )
    await connectMember(server, "小美")
    const guesser = await server.connect()
    const wrong = signed(vector, `${paymentSecret}!`)
    const startMs = performance.now()
    await guesser.fails("BAD_SIGNATURE", wrong)
    await guesser.fails("BAD_SIGNATURE", { ...wrong, signature: "0".repeat(64) })
    await guesser.fails("TOO_MANY_FAILURES", wrong)
    await guesser.end()
    assert.ok(performance.now() - startMs >= 299, "three guesses wait 0, 100 and 200 ms")
    assert.equal(await balanceOf(server, "payments"), 0)
    const gateway = await server.connect()
    const rightMs = performance.now()
    await gateway.ok(signed(vector))
    assert.ok(performance.now() - rightMs < 300)
  })

  test("what can't be credited is refused: nobody's, too much, nothing, or lines that would forge others", async () => {
    await using server = await startServer({ paymentSecret, maxCreditFen: 9000 }, kit)
    await connectAdmin(server)
    await connectMember(server, "小美")
    const gateway = await server.connect()
    await gateway.fails("NO_SUCH_USER", signed({ ...vector, name: "nobody" }))
    await gateway.fails("NO_SUCH_USER", signed({ ...vector, name: "admin" }))
    await gateway.fails("AMOUNT_TOO_LARGE", signed({ ...vector, amount_fen: 9001 }))
    await gateway.ok(signed({ ...vector, amount_fen: 9000 }))
    for (const credit of [
      { ...vector, amount_fen: 0 },
      { ...vector, amount_fen: -5 },
      { ...vector, amount_fen: 1.5 },
      { ...vector, name: "小美\n5000" },
      { ...vector, reference: "a\nb" },
      { ...vector, reference: "a b" },
      { ...vector, reference: "" },
      { ...vector, reference: "x".repeat(129) },
    ]) {
      await gateway.fails("BAD_FIELD", signed(credit))
    }
    assert.equal(await balanceOf(server, "payments"), -9000)
  })

  test("without a secret there are no payments from outside", async () => {
    await using server = await startServer({}, kit)
    await connectMember(server, "小美")
    const gateway = await server.connect()
    await gateway.fails("PAYMENTS_OFF", signed(vector, ""))
  })
})
