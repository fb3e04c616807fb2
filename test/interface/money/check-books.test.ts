import assert from "node:assert/strict"
import { createHmac, randomUUID } from "node:crypto"
import { DatabaseSync } from "node:sqlite"
import { test } from "node:test"
import mysql from "mysql2/promise"
import { Account, type AccountName } from "../../../db/account.ts"
import { LedgerEntry } from "../../../db/ledger-entry.ts"
import { Payment } from "../../../db/payment.ts"
import { Purchase } from "../../../db/purchase.ts"
import { Voucher } from "../../../db/voucher.ts"
import { VoucherBatch } from "../../../db/voucher-batch.ts"
import { forEachDatabase } from "../../kit/databases.ts"
import { makeFilm } from "../../kit/films.ts"
import { differencesIn, makeVouchers, redeem } from "../../kit/money.ts"
import type { Peer } from "../../kit/peer.ts"
import { connectAdmin, connectMember, listIn, logIn, upload } from "../../kit/people.ts"
import { scaled } from "../../kit/scale.ts"
import { startServer, type TestServer } from "../../kit/server.ts"
import { asObject } from "../../kit/shapes.ts"

const paymentSecret = "x".repeat(32)

async function uploadPaid(admin: Peer, seed: number): Promise<number> {
  const film = makeFilm(100, `film ${seed}.mp4`, seed)
  return upload(admin, { ...film, request: { ...film.request, is_free: 0 } })
}

function buying(movie_id: number): object {
  return { type: "buy_movie", movie_id, price_fen: 1000, request_key: randomUUID() }
}

function credit(reference: string, name: string, amount_fen: number): object {
  const text = `reelwire-credit-1\n${reference}\n${name}\n${amount_fen}\n`
  const signature = createHmac("sha256", paymentSecret).update(text).digest("hex")
  return { type: "credit_payment", reference, name, amount_fen, signature }
}

/** A library in which every kind of transaction was booked; answers the admin. */
async function trade(server: TestServer): Promise<Peer> {
  const admin = await connectAdmin(server)
  const member = await connectMember(server)
  await connectMember(server, "other")
  for (const seed of [1, 2]) await member.ok(buying(await uploadPaid(admin, seed)))
  await member.ok({ type: "buy_vip", days: 30, price_fen: 3000, request_key: randomUUID() })
  const { codes } = await makeVouchers(admin, { value_fen: 300, count: 3 })
  for (const code of codes.slice(0, 2)) await redeem(member, code)
  const days = await makeVouchers(admin, { vip_days: 3, count: 2 })
  await redeem(member, days.codes[0] ?? "")
  const revoked = await makeVouchers(admin, { value_fen: 100, count: 4 })
  await admin.ok({ type: "revoke_vouchers", batch_id: revoked.batchId })
  await admin.ok(credit("r1", "member", 500))
  const adjust = { type: "adjust_balance", name: "other", amount_fen: 5, reason: "x" }
  await admin.ok({ ...adjust, request_key: randomUUID() })
  await admin.ok({ type: "refund", transaction_id: 3, reason: "x", request_key: randomUUID() })
  return admin
}

/** Makes the books wrong as somebody with the database in hand could; answers what makes them right again. */
type Tamper = () => Promise<() => Promise<unknown>>

/** Writes something else into a row. */
function changed<Row extends { update(): Promise<void> }>(
  find: () => Promise<Row | undefined>,
  values: Partial<Row>,
): Tamper {
  return async () => {
    const row = await find()
    assert.ok(row !== undefined)
    const before = { ...row }
    await Object.assign(row, values).update()
    return () => Object.assign(row, before).update()
  }
}

/** Deletes a row. */
function gone<Row extends { delete(): Promise<boolean> }>(
  find: () => Promise<Row | undefined>,
  insert: (rows: Row[]) => Promise<number>,
): Tamper {
  return async () => {
    const row = await find()
    assert.ok(row !== undefined && (await row.delete()))
    return () => insert([row])
  }
}

const account = (name: AccountName) => (): Promise<Account | undefined> => Account.first({ name })
const entry = (id: number) => (): Promise<LedgerEntry | undefined> => LedgerEntry.get(id)
const voucher = (id: number) => (): Promise<Voucher | undefined> => Voucher.get(id)
/** The second film's, which was not refunded. */
const purchase = (): Promise<Purchase | undefined> => Purchase.first({ transaction_id: 4 })
const payment = (): Promise<Payment | undefined> => Payment.get(1)

/** What is wrong, how it came to be, and what a check finds. */
const tamperings: readonly (readonly [string, Tamper, readonly RegExp[]])[] = [
  [
    "a member's balance",
    changed(account("member:2"), { balance_fen: 5n }),
    [/^kept_balance account member:2 7100 5$/],
  ],
  [
    "the house's balance",
    changed(account("revenue:vip"), { balance_fen: 2999n }),
    [/^kept_balance account revenue:vip 3000 2999$/],
  ],
  [
    "a balance below zero",
    changed(account("member:3"), { balance_fen: -1n }),
    [/^kept_balance account member:3 10005 -1$/, /^below_zero account member:3 0 -1$/],
  ],
  [
    "the amount of an entry",
    changed(entry(1), { amount_fen: 10_050n }),
    [
      /^kept_balance account member:2 7150 7100$/,
      /^running_balance entry 1 10050 10000$/,
      /^not_zero transaction 1 0 50$/,
    ],
  ],
  [
    "the balance beside an entry",
    changed(entry(1), { balance_fen: 10_001n }),
    [/^running_balance entry 1 10000 10001$/, /^running_balance entry \d+ 9001 9000$/],
  ],
  [
    "an entry of another transaction",
    changed(entry(1), { transaction_id: 2 }),
    [/^not_zero transaction 1 0 -10000$/, /^not_zero transaction 2 0 10000$/],
  ],
  [
    "an entry that is gone",
    gone(entry(1), (rows) => LedgerEntry.insert(rows)),
    [
      /^kept_balance account member:2 -2900 7100$/,
      /^running_balance entry \d+ -1000 9000$/,
      /^not_zero transaction 1 0 -10000$/,
    ],
  ],
  [
    "a purchase that is gone",
    gone(purchase, (rows) => Purchase.insert(rows)),
    [/^purchase_missing transaction 4 1000 null$/],
  ],
  [
    "a purchase that was refunded",
    changed(purchase, { transaction_id: 3 }),
    [/^purchase_missing transaction 4 1000 null$/, /^purchase_unpaid purchase \d+ null 1000$/],
  ],
  ["a purchase's price", changed(purchase, { price_fen: 1n }), [/^purchase_price purchase \d+ 1000 1$/]],
  ["a purchase's film", changed(purchase, { movie_id: 1 }), [/^purchase_movie purchase \d+ 2 1$/]],
  ["a purchase's buyer", changed(purchase, { user_id: 3 }), [/^purchase_user purchase \d+ 2 3$/]],
  [
    "a used voucher that looks unused",
    changed(voucher(1), { use_time: null, user_id: null, transaction_id: null }),
    [/^voucher_missing transaction \d+ 300 null$/, /^vouchers_unused account vouchers 600 300$/],
  ],
  [
    "an unused voucher that looks used",
    changed(voucher(3), { use_time: new Date(), user_id: 2 }),
    [/^voucher_booking voucher 3 300 null$/, /^vouchers_unused account vouchers 0 300$/],
  ],
  ["a voucher's user", changed(voucher(1), { user_id: 3 }), [/^voucher_booking voucher 1 300 0$/]],
  [
    "a batch's value",
    changed(() => VoucherBatch.get(1), { value_fen: 400n }),
    [
      /^voucher_booking voucher 1 400 300$/,
      /^voucher_booking voucher 2 400 300$/,
      /^batch_value voucher batch 1 1200 900$/,
      /^vouchers_unused account vouchers 400 300$/,
    ],
  ],
  [
    "a voucher that is gone",
    gone(voucher(3), (rows) => Voucher.insert(rows)),
    [/^batch_count voucher batch 1 3 2$/, /^vouchers_unused account vouchers 0 300$/],
  ],
  [
    "a revoked voucher that looks good",
    changed(voucher(6), { revoke_time: null }),
    [/^batch_end voucher batch 3 300 400$/],
  ],
  ["a payment's amount", changed(payment, { amount_fen: 501n }), [/^payment_booking payment 1 500 501$/]],
  [
    "a payment that is gone",
    gone(payment, (rows) => Payment.insert(rows)),
    [/^payment_missing transaction \d+ 500 null$/],
  ],
  [
    "somebody without an account",
    changed(account("member:1"), { user_id: null }),
    [/^no_account user 1 1 null$/],
  ],
]

/** What the database's own keys would refuse, and what a check finds then. */
const pastKeys: readonly string[] = [
  "DELETE FROM ledger_transaction WHERE id = 4",
  "DELETE FROM ledger_transaction WHERE kind = 'adjustment'",
  "DELETE FROM account WHERE name = 'revenue:vip'",
]
const foundPastKeys = [
  "entry_account entry 10 2 null",
  "entry_transaction entry 7 4 null",
  "entry_transaction entry 8 4 null",
  "entry_transaction entry 23 12 null",
  "entry_transaction entry 24 12 null",
  "no_account account revenue:vip 1 0",
  "purchase_unpaid purchase 2 null 1000",
]

/** Runs statements on a connection of their own that has the keys turned off. */
async function runPastKeys(server: TestServer, statements: readonly string[]): Promise<void> {
  const { databaseUrl } = server.settings
  if (databaseUrl.startsWith("sqlite:")) {
    const options = { enableForeignKeyConstraints: false }
    using file = new DatabaseSync(databaseUrl.replace("sqlite:", ""), options)
    for (const statement of statements) file.exec(statement)
    return
  }
  const connection = await mysql.createConnection(databaseUrl)
  await connection.query("SET FOREIGN_KEY_CHECKS = 0")
  for (const statement of statements) await connection.query(statement)
  await connection.end()
}

type Lane = {
  readonly member: Peer
  readonly cashier: Peer
  readonly name: string
  /** Shared by all lanes. */
  readonly codes: string[]
  readonly movies: readonly number[]
}

/** One member who buys, gives up what was bought through a cashier, and redeems, again and again. */
async function buyAndReturn({ member, cashier, name, codes, movies }: Lane): Promise<void> {
  for (let round = 0; round < scaled(6, 60); round++) {
    for (const movie_id of movies) {
      const reply = await member.ok(buying(movie_id))
      const lines = listIn(await member.ok({ type: "list_statement", limit: 1 }), "lines").map(asObject)
      assert.equal(lines[0]?.balance_fen, reply.balance_fen)
      const code = codes.pop()
      if (code !== undefined) await redeem(member, code)
      const bought = await cashier.ok({ type: "list_ledger", user: name, kind: "film", limit: 200 })
      const transaction_id = listIn(bought, "transactions").map(asObject).at(-1)?.id
      await cashier.ok({ type: "refund", transaction_id, reason: "x", request_key: randomUUID() })
    }
  }
}

forEachDatabase((kit) => {
  test("sound books have no difference, in pages of any size", async () => {
    await using server = await startServer({ paymentSecret }, kit)
    const admin = await trade(server)
    for (const limit of [undefined, 1, 2, 7, 1000]) assert.deepEqual(await differencesIn(admin, limit), [])
    const first = await admin.ok({ type: "check_books", limit: 3 })
    assert.equal(first.part, "accounts")
    for (const place of [{}, { part: "x", id: 0 }, { part: "users", id: -1 }])
      await admin.fails("BAD_FIELD", { type: "check_books", place })
  })

  test("whatever somebody changes in the database is named, and nothing else is", async () => {
    await using server = await startServer({ paymentSecret }, kit)
    const admin = await trade(server)
    const { database } = server.running.app
    for (const [what, tamper, finds] of tamperings) {
      const mend = await database.run(tamper)
      for (const limit of [undefined, 1]) {
        const found = await differencesIn(admin, limit)
        assert.equal(found.length, finds.length, `${what}: ${found.join("; ")}`)
        for (const pattern of finds)
          assert.ok(
            found.some((one) => pattern.test(one)),
            `${what}: ${found.join("; ")}`,
          )
      }
      await database.run(mend)
      assert.deepEqual(await differencesIn(admin), [], `${what}, mended`)
    }
  })

  test("what the database's keys keep together is checked as well: somebody may have turned them off", async () => {
    await using server = await startServer({ paymentSecret }, kit)
    const admin = await trade(server)
    await runPastKeys(server, pastKeys)
    for (const limit of [undefined, 1])
      assert.deepEqual((await differencesIn(admin, limit)).toSorted(), foundPastKeys.toSorted())
  })

  test("what is bought, refunded, redeemed and revoked meanwhile never looks like a difference", async () => {
    await using server = await startServer(
      { voucherTriesPerHour: 10_000, maxConnectionsPerAddress: 100 },
      kit,
    )
    const admin = await connectAdmin(server)
    const movies = [await uploadPaid(admin, 1), await uploadPaid(admin, 2)]
    const codes = [...(await makeVouchers(admin, { value_fen: 10, count: 100 })).codes]
    const names = ["a", "b", "c", "d"]
    const lanes = await Promise.all(
      names.map(async (name) => {
        const cashier = await server.connect()
        await logIn(cashier, "admin", "admin")
        return { member: await connectMember(server, name), cashier, name }
      }),
    )
    let isOver = false
    const buying = Promise.all(
      lanes.map(({ member, cashier, name }) => buyAndReturn({ member, cashier, name, codes, movies })),
    ).finally(() => {
      isOver = true
    })
    const revoking = (async () => {
      while (!isOver) {
        const { batchId } = await makeVouchers(admin, { value_fen: 3, count: 5 })
        await admin.ok({ type: "revoke_vouchers", batch_id: batchId })
      }
    })()
    const auditor = await server.connect()
    await logIn(auditor, "admin", "admin")
    let checks = 0
    while (!isOver) {
      assert.deepEqual(await differencesIn(auditor, checks % 2 === 0 ? 500 : 20), [])
      checks++
    }
    await Promise.all([buying, revoking])
    assert.ok(checks > 2, `only ${checks} checks went on beside it`)
    assert.deepEqual(await differencesIn(auditor), [])
  })
})
