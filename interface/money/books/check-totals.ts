import { Account } from "../../../db/account.ts"
import { Voucher } from "../../../db/voucher.ts"
import { VoucherBatch } from "../../../db/voucher-batch.ts"
import { sql } from "../../../orm/sql.ts"
import { type BookPage, compared, exact } from "./difference.ts"

/** What the vouchers' account has is what the vouchers are worth that somebody may still redeem, both as of one moment. */
export async function checkTotals(): Promise<BookPage> {
  const [row] = await sql`
    SELECT a.balance_fen AS kept, (
      SELECT CAST(COALESCE(SUM(b.value_fen), 0) AS CHAR) FROM ${VoucherBatch} b
      JOIN ${Voucher} v ON v.batch_id = b.id AND v.use_time IS NULL
      WHERE b.close_time IS NULL
    ) AS unused
    FROM ${Account} a WHERE a.name = ${"vouchers"}`
  const differences = compared("vouchers_unused", "account vouchers", exact(row?.unused), exact(row?.kept))
  return { differences, rows: 1, next: undefined }
}
