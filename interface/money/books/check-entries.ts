import { Account } from "../../../db/account.ts"
import { LedgerEntry } from "../../../db/ledger-entry.ts"
import { LedgerTransaction } from "../../../db/ledger-transaction.ts"
import { gt } from "../../../orm/operator.ts"
import { sql } from "../../../orm/sql.ts"
import { type BookPage, type BookPlace, compared, exact } from "./difference.ts"

/** Each entry is of a transaction and of an account that are there: the database's keys see to it, unless somebody turns them off. */
export async function checkEntries(place: BookPlace, limit: number): Promise<BookPage> {
  const ids = await LedgerEntry.select({ id: gt(place.id) }, { orderBy: "id", limit })
  const [first, last] = [ids[0]?.id, ids.at(-1)?.id]
  if (first === undefined || last === undefined) return { differences: [], rows: 0, next: undefined }
  const rows = await sql`
    SELECT e.id, e.transaction_id, e.account_id, t.id AS booked_id, a.id AS owner_id
    FROM ${LedgerEntry} e
    LEFT JOIN ${LedgerTransaction} t ON t.id = e.transaction_id
    LEFT JOIN ${Account} a ON a.id = e.account_id
    WHERE e.id BETWEEN ${first} AND ${last} AND (t.id IS NULL OR a.id IS NULL)`
  return {
    differences: rows.flatMap(({ id, transaction_id, account_id, booked_id, owner_id }) => [
      ...compared("entry_transaction", `entry ${id}`, exact(transaction_id), exact(booked_id)),
      ...compared("entry_account", `entry ${id}`, exact(account_id), exact(owner_id)),
    ]),
    rows: ids.length,
    next: ids.length === limit ? { part: "entries", id: last } : undefined,
  }
}
