import { Account } from "../../../db/account.ts"
import { LedgerEntry } from "../../../db/ledger-entry.ts"
import { gt } from "../../../orm/operator.ts"
import { sql } from "../../../orm/sql.ts"
import { type BookPage, type BookPlace, compared, type Difference, exact } from "./difference.ts"

/** How far the entries of an account were added up. */
type Sum = { readonly entryId: number; readonly sum: bigint; readonly balance: bigint }

/**
 * Adds up the entries of one account after another: each entry's balance follows from the one before, and the account's kept
 * balance is the sum of all. Entries never change, and those of an account are stored one transaction after the other, so they
 * can be read in pages; only the end of an account is looked at in one statement, which sees its balance and its newest entries
 * as of one moment. So what is bought meanwhile is never taken for a difference, and nobody waits for the check.
 */
export async function checkAccounts(place: BookPlace, limit: number): Promise<BookPage> {
  const differences: Difference[] = []
  let rows = 0
  let { id } = place
  let begun = sumOf(place)
  while (rows < limit) {
    const account = await Account.first({ id: gt(id) }, { orderBy: "id" })
    if (account === undefined) return { differences, rows, next: undefined }
    const entries = await LedgerEntry.select(
      { account_id: account.id, id: gt(begun.entryId) },
      { orderBy: "id", limit: limit - rows },
    )
    for (const entry of entries) {
      const expected = begun.balance + entry.amount_fen
      const found = String(entry.balance_fen)
      differences.push(...compared("running_balance", `entry ${entry.id}`, String(expected), found))
      begun = { entryId: entry.id, sum: begun.sum + entry.amount_fen, balance: entry.balance_fen }
    }
    rows += entries.length
    // As many as were asked for: there may be more.
    if (rows >= limit) return { differences, rows, next: placeOf(id, begun) }
    differences.push(...(await checkEnd(account, begun)))
    rows++
    id = account.id
    begun = nothing
  }
  return { differences, rows, next: { part: "accounts", id } }
}

const nothing: Sum = { entryId: 0, sum: 0n, balance: 0n }

function sumOf({ entry_id = 0, sum_fen = "0", balance_fen = "0" }: BookPlace): Sum {
  return { entryId: entry_id, sum: BigInt(sum_fen), balance: BigInt(balance_fen) }
}

function placeOf(id: number, { entryId, sum, balance }: Sum): BookPlace {
  return {
    part: "accounts",
    id,
    entry_id: entryId,
    sum_fen: String(sum),
    balance_fen: String(balance),
  }
}

/** Compares an account's balance with the sum of its entries, those after the ones that were added up included. */
async function checkEnd({ id, name, user_id }: Account, { entryId, sum }: Sum): Promise<Difference[]> {
  const [row] = await sql`
    SELECT a.balance_fen AS kept, (
      SELECT CAST(COALESCE(SUM(e.amount_fen), 0) AS CHAR) FROM ${LedgerEntry} e
      WHERE e.account_id = a.id AND e.id > ${entryId}
    ) AS newer
    FROM ${Account} a WHERE a.id = ${id}`
  const kept = exact(row?.kept)
  const target = `account ${name}`
  const total = sum + BigInt(exact(row?.newer) ?? 0)
  const below: Difference[] =
    user_id !== null && kept?.startsWith("-")
      ? [{ kind: "below_zero", target, expected: "0", found: kept }]
      : []
  return [...compared("kept_balance", target, String(total), kept), ...below]
}
