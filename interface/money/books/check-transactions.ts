import { LedgerEntry } from "../../../db/ledger-entry.ts"
import { LedgerTransaction } from "../../../db/ledger-transaction.ts"
import { Payment } from "../../../db/payment.ts"
import { Purchase } from "../../../db/purchase.ts"
import { Voucher } from "../../../db/voucher.ts"
import { between, gt } from "../../../orm/operator.ts"
import { type SqlRow, sql } from "../../../orm/sql.ts"
import { type BookPage, type BookPlace, compared, type Difference, exact } from "./difference.ts"

/**
 * Each transaction's entries sum to zero, and what it was for is there: the purchase of a film with its price, its film and its
 * buyer, unless it was refunded, the voucher, the payment. What belongs together is read by one statement, so a refund at
 * this moment is seen whole or not at all; entries are stored with their transaction and read after it.
 */
export async function checkTransactions(place: BookPlace, limit: number): Promise<BookPage> {
  const ids = await LedgerTransaction.select({ id: gt(place.id) }, { orderBy: "id", limit })
  const [first, last] = [ids[0]?.id, ids.at(-1)?.id]
  if (first === undefined || last === undefined) return { differences: [], rows: 0, next: undefined }
  const rows = await sql`
    SELECT t.id, t.kind, t.movie_id, t.user_id, r.id AS refund_id, v.id AS voucher_id, y.id AS payment_id,
      p.id AS purchase_id, p.price_fen, p.movie_id AS bought_id, p.user_id AS buyer_id
    FROM ${LedgerTransaction} t
    LEFT JOIN ${LedgerTransaction} r ON r.reverses_id = t.id
    LEFT JOIN ${Purchase} p ON p.transaction_id = t.id
    LEFT JOIN ${Voucher} v ON v.transaction_id = t.id
    LEFT JOIN ${Payment} y ON y.transaction_id = t.id
    WHERE t.id BETWEEN ${first} AND ${last}`
  const sums = await sumsOf(first, last)
  return {
    differences: rows.flatMap((row) => differencesOf(row, sums.get(Number(row.id)) ?? nothing)),
    rows: rows.length,
    next: ids.length === limit ? { part: "transactions", id: last } : undefined,
  }
}

/** What the entries of a transaction sum to, and what those that add something do. */
type Sums = { readonly all: bigint; readonly added: bigint }

const nothing: Sums = { all: 0n, added: 0n }

async function sumsOf(first: number, last: number): Promise<ReadonlyMap<number, Sums>> {
  const sums = new Map<number, Sums>()
  for (const { transaction_id, amount_fen } of await LedgerEntry.select({
    transaction_id: between(first, last),
  })) {
    const { all, added } = sums.get(transaction_id) ?? nothing
    sums.set(transaction_id, {
      all: all + amount_fen,
      added: added + (amount_fen > 0n ? amount_fen : 0n),
    })
  }
  return sums
}

function differencesOf(row: SqlRow, { all, added }: Sums): Difference[] {
  const target = `transaction ${row.id}`
  const found = compared("not_zero", target, "0", String(all))
  if (row.kind === "voucher" && row.voucher_id === null)
    found.push({ kind: "voucher_missing", target, expected: String(added), found: null })
  if (row.kind === "credit" && row.payment_id === null)
    found.push({ kind: "payment_missing", target, expected: String(added), found: null })
  return [...found, ...purchaseDifferences(row, added)]
}

function purchaseDifferences(row: SqlRow, paid: bigint): Difference[] {
  const isPaid = row.kind === "film" && row.refund_id === null
  const price = String(paid)
  if (row.purchase_id === null) {
    if (!isPaid) return []
    return [{ kind: "purchase_missing", target: `transaction ${row.id}`, expected: price, found: null }]
  }
  const target = `purchase ${row.purchase_id}`
  const found = exact(row.price_fen)
  if (!isPaid) return [{ kind: "purchase_unpaid", target, expected: null, found }]
  return [
    ...compared("purchase_price", target, price, found),
    ...compared("purchase_movie", target, exact(row.movie_id), exact(row.bought_id)),
    ...compared("purchase_user", target, exact(row.user_id), exact(row.buyer_id)),
  ]
}
