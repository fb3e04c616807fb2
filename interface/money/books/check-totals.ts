import { Account, houseAccounts } from "../../../db/account.ts"
import { Voucher } from "../../../db/voucher.ts"
import { VoucherBatch } from "../../../db/voucher-batch.ts"
import { oneOf } from "../../../orm/operator.ts"
import { sql } from "../../../orm/sql.ts"
import { type BookPage, compared, exact } from "./difference.ts"

/**
 * The accounts of the house are there, and what the vouchers' has is what the vouchers are worth that somebody may still redeem,
 * both as of one moment.
 */
export async function checkTotals(): Promise<BookPage> {
  const [row] = await sql`
    SELECT a.balance_fen AS kept, (
      SELECT CAST(COALESCE(SUM(b.value_fen), 0) AS CHAR) FROM ${VoucherBatch} b
      JOIN ${Voucher} v ON v.batch_id = b.id AND v.use_time IS NULL
      WHERE b.close_time IS NULL
    ) AS unused
    FROM ${Account} a WHERE a.name = ${"vouchers"}`
  const present = new Set((await Account.select({ name: oneOf(houseAccounts) })).map(({ name }) => name))
  const differences = [
    ...houseAccounts.flatMap((name) =>
      compared("no_account", `account ${name}`, "1", present.has(name) ? "1" : "0"),
    ),
    ...compared("vouchers_unused", "account vouchers", exact(row?.unused), exact(row?.kept)),
  ]
  return { differences, rows: houseAccounts.length, next: undefined }
}
