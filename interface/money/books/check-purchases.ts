import { LedgerTransaction } from "../../../db/ledger-transaction.ts"
import { Purchase } from "../../../db/purchase.ts"
import { gt } from "../../../orm/operator.ts"
import { sql } from "../../../orm/sql.ts"
import type { BookPage, BookPlace } from "./difference.ts"

/** Each purchase has a transaction that is there; whether it is the right one is seen where transactions are checked. */
export async function checkPurchases(place: BookPlace, limit: number): Promise<BookPage> {
  const ids = await Purchase.select({ id: gt(place.id) }, { orderBy: "id", limit })
  const [first, last] = [ids[0]?.id, ids.at(-1)?.id]
  if (first === undefined || last === undefined) return { differences: [], rows: 0, next: undefined }
  const rows = await sql`
    SELECT p.id, p.price_fen FROM ${Purchase} p
    LEFT JOIN ${LedgerTransaction} t ON t.id = p.transaction_id
    WHERE p.id BETWEEN ${first} AND ${last} AND t.id IS NULL`
  return {
    differences: rows.map(({ id, price_fen }) => ({
      kind: "purchase_unpaid",
      target: `purchase ${id}`,
      expected: null,
      found: String(price_fen),
    })),
    rows: ids.length,
    next: ids.length === limit ? { part: "purchases", id: last } : undefined,
  }
}
