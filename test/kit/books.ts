import assert from "node:assert/strict"
import { Account } from "../../db/account.ts"
import { LedgerEntry } from "../../db/ledger-entry.ts"
import { LedgerTransaction } from "../../db/ledger-transaction.ts"
import { Purchase } from "../../db/purchase.ts"
import type { Database } from "../../orm/database.ts"

/** A transaction of the ledger with its entries, by the names of their accounts. */
export type Booked = {
  readonly transaction: LedgerTransaction
  readonly entries: ReadonlyMap<string, LedgerEntry>
}

/** All of the ledger and all purchases, oldest first. */
export type Books = {
  readonly accounts: readonly Account[]
  readonly booked: readonly Booked[]
  readonly purchases: readonly Purchase[]
}

/** Reads the whole of the books at once; for small databases in which nothing happens meanwhile. */
export function readBooks(database: Database): Promise<Books> {
  return database.run(async () => {
    const accounts = await Account.select({}, { orderBy: "id" })
    const names = new Map(accounts.map(({ id, name }) => [id, name]))
    const entries = Map.groupBy(
      await LedgerEntry.select({}, { orderBy: "id" }),
      ({ transaction_id }) => transaction_id,
    )
    const booked = (await LedgerTransaction.select({}, { orderBy: "id" })).map((transaction) => {
      const own = entries.get(transaction.id) ?? []
      return { transaction, entries: new Map(own.map((entry) => [names.get(entry.account_id) ?? "", entry])) }
    })
    return { accounts, booked, purchases: await Purchase.select({}, { orderBy: "id" }) }
  })
}

/**
 * Holds the books to what must be true of them at any time: the entries of each transaction sum to zero, each kept balance is
 * the sum of its entries and was so after each of them, no member's is below zero, all accounts sum to zero, and each purchase
 * has its transaction. Works all of it out anew, without anything of the product's that does the same.
 */
export function assertBooksBalance({ accounts, booked, purchases }: Books): void {
  const sums = new Map(accounts.map(({ name }) => [name, 0n]))
  const all = booked.flatMap(({ entries }) => [...entries])
  for (const { transaction, entries } of booked) {
    const amounts = [...entries.values()].map(({ amount_fen }) => amount_fen)
    const what = `transaction ${transaction.id} (${transaction.kind})`
    assert.equal(sumOf(amounts), 0n, `the entries of ${what} sum to zero`)
    assert.ok(!amounts.includes(0n), `each entry of ${what} moves something`)
  }
  for (const [name, { id, amount_fen, balance_fen }] of all.sort(([, a], [, b]) => a.id - b.id)) {
    const sum = (sums.get(name) ?? 0n) + amount_fen
    sums.set(name, sum)
    assert.equal(balance_fen, sum, `the balance of ${name} after entry ${id} is the sum so far`)
    assert.ok(sum >= 0n || !name.startsWith("member:"), `${name} is not below zero after entry ${id}`)
  }
  for (const { name, balance_fen } of accounts)
    assert.equal(balance_fen, sums.get(name), `the kept balance of ${name} is the sum of its entries`)
  assert.equal(sumOf(accounts.map(({ balance_fen }) => balance_fen)), 0n, "all accounts sum to zero")
  assertPurchases(booked, purchases)
}

function assertPurchases(booked: readonly Booked[], purchases: readonly Purchase[]): void {
  const byId = new Map(booked.map((one) => [one.transaction.id, one]))
  const pairs = new Set(purchases.map(({ user_id, movie_id }) => `${user_id} ${movie_id}`))
  assert.equal(pairs.size, purchases.length, "nobody has bought a film twice")
  for (const { id, user_id, movie_id, price_fen, transaction_id } of purchases) {
    const found = byId.get(transaction_id)
    const charged = found?.entries.get(`member:${user_id}`)?.amount_fen ?? 0n
    assert.deepEqual(
      [found?.transaction.kind, found?.transaction.movie_id, -charged],
      ["film", movie_id, price_fen],
      `purchase ${id} has its transaction`,
    )
  }
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n)
}
