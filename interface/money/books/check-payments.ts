import { Account } from "../../../db/account.ts"
import { LedgerEntry } from "../../../db/ledger-entry.ts"
import { LedgerTransaction } from "../../../db/ledger-transaction.ts"
import { Payment } from "../../../db/payment.ts"
import { gt } from "../../../orm/operator.ts"
import { sql } from "../../../orm/sql.ts"
import { type BookPage, type BookPlace, compared, exact } from "./difference.ts"

/** Each payment from outside is booked as such, with its amount and on its member's account. */
export async function checkPayments(place: BookPlace, limit: number): Promise<BookPage> {
  const ids = await Payment.select({ id: gt(place.id) }, { orderBy: "id", limit })
  const [first, last] = [ids[0]?.id, ids.at(-1)?.id]
  if (first === undefined || last === undefined) return { differences: [], rows: 0, next: undefined }
  const rows = await sql`
    SELECT y.id, y.amount_fen, t.kind, e.amount_fen AS booked_fen
    FROM ${Payment} y
    LEFT JOIN ${LedgerTransaction} t ON t.id = y.transaction_id
    LEFT JOIN ${Account} a ON a.user_id = y.user_id
    LEFT JOIN ${LedgerEntry} e ON e.transaction_id = y.transaction_id AND e.account_id = a.id
    WHERE y.id BETWEEN ${first} AND ${last}`
  return {
    differences: rows.flatMap(({ id, amount_fen, kind, booked_fen }) =>
      compared(
        "payment_booking",
        `payment ${id}`,
        kind === "credit" ? exact(booked_fen) : null,
        exact(amount_fen),
      ),
    ),
    rows: rows.length,
    next: ids.length === limit ? { part: "payments", id: last } : undefined,
  }
}
