import { LedgerEntry } from "../../../db/ledger-entry.ts"
import { LedgerTransaction } from "../../../db/ledger-transaction.ts"
import { Voucher } from "../../../db/voucher.ts"
import { VoucherBatch } from "../../../db/voucher-batch.ts"
import { gt } from "../../../orm/operator.ts"
import { type SqlRow, sql } from "../../../orm/sql.ts"
import { type BookPage, type BookPlace, compared, type Difference, exact } from "./difference.ts"
import { houseAccount } from "./house-account.ts"

/** Each voucher that was turned into money is booked with its value and for its user, and nothing is booked for another. */
export async function checkVouchers(place: BookPlace, limit: number): Promise<BookPage> {
  const ids = await Voucher.select({ id: gt(place.id) }, { orderBy: "id", limit })
  const [first, last] = [ids[0]?.id, ids.at(-1)?.id]
  if (first === undefined || last === undefined) return { differences: [], rows: 0, next: undefined }
  const rows = await sql`
    SELECT v.id, v.use_time IS NOT NULL AS is_used, v.user_id, b.value_fen, t.id AS transaction_id, t.kind,
      t.user_id AS booked_for, -e.amount_fen AS booked_fen
    FROM ${Voucher} v
    JOIN ${VoucherBatch} b ON b.id = v.batch_id
    LEFT JOIN ${LedgerTransaction} t ON t.id = v.transaction_id
    LEFT JOIN ${LedgerEntry} e ON e.transaction_id = t.id AND e.account_id = ${await houseAccount("vouchers")}
    WHERE v.id BETWEEN ${first} AND ${last}`
  return {
    differences: rows.flatMap(differenceOf),
    rows: rows.length,
    next: ids.length === limit ? { part: "vouchers", id: last } : undefined,
  }
}

function differenceOf(row: SqlRow): Difference[] {
  const isSpent = Number(row.is_used) === 1 && row.value_fen !== null
  const isBooked = row.kind === "voucher" && exact(row.booked_for) === exact(row.user_id)
  const expected = isSpent ? exact(row.value_fen) : null
  if (row.transaction_id === null) return compared("voucher_booking", `voucher ${row.id}`, expected, null)
  return compared("voucher_booking", `voucher ${row.id}`, expected, isBooked ? exact(row.booked_fen) : "0")
}
