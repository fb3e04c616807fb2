import { LedgerEntry } from "../../../db/ledger-entry.ts"
import { Voucher } from "../../../db/voucher.ts"
import { VoucherBatch } from "../../../db/voucher-batch.ts"
import { gt } from "../../../orm/operator.ts"
import { type SqlRow, sql } from "../../../orm/sql.ts"
import { type BookPage, type BookPlace, compared, type Difference, exact } from "./difference.ts"
import { houseAccount } from "./house-account.ts"

/** The vouchers of each batch are counted, so there are fewer of them in a page. */
const mostBatches = 20

/** Each batch has the vouchers that were made, what they are worth was booked, and what was left at its end was booked back. */
export async function checkBatches(place: BookPlace, most: number): Promise<BookPage> {
  const limit = Math.min(most, mostBatches)
  const ids = await VoucherBatch.select({ id: gt(place.id) }, { orderBy: "id", limit })
  const [first, last] = [ids[0]?.id, ids.at(-1)?.id]
  if (first === undefined || last === undefined) return { differences: [], rows: 0, next: undefined }
  const accountId = await houseAccount("vouchers")
  const rows = await sql`
    SELECT b.id, b.voucher_count, b.value_fen, m.amount_fen AS made_fen, -e.amount_fen AS ended_fen,
      (SELECT COUNT(*) FROM ${Voucher} v WHERE v.batch_id = b.id) AS there,
      (SELECT COUNT(*) FROM ${Voucher} v
        WHERE v.batch_id = b.id AND v.use_time IS NULL AND v.revoke_time IS NOT NULL) AS ended
    FROM ${VoucherBatch} b
    LEFT JOIN ${LedgerEntry} m ON m.transaction_id = b.transaction_id AND m.account_id = ${accountId}
    LEFT JOIN ${LedgerEntry} e ON e.transaction_id = b.close_transaction_id AND e.account_id = ${accountId}
    WHERE b.id BETWEEN ${first} AND ${last}`
  return {
    differences: rows.flatMap(differencesOf),
    rows: rows.length,
    next: ids.length === limit ? { part: "batches", id: last } : undefined,
  }
}

function differencesOf({
  id,
  voucher_count,
  value_fen,
  there,
  ended,
  made_fen,
  ended_fen,
}: SqlRow): Difference[] {
  const target = `voucher batch ${id}`
  const worth = (count: unknown): string | null => {
    const value = exact(value_fen)
    const total = value === null ? 0n : BigInt(value) * BigInt(String(count))
    return total === 0n ? null : String(total)
  }
  return [
    ...compared("batch_count", target, exact(voucher_count), exact(there)),
    ...compared("batch_value", target, worth(voucher_count), exact(made_fen)),
    ...compared("batch_end", target, worth(ended), exact(ended_fen)),
  ]
}
