import { ledgerHead, ledgerLines } from "../../../ledger-csv.ts"
import { call } from "../../wire/call.ts"
import type { LedgerFilter } from "./ledger-transaction.ts"

/** The transactions that are wanted as CSV, a line of it for each of their lines; tells how many there are so far. */
export async function ledgerCsv(filter: LedgerFilter, onCount: (count: number) => void): Promise<string> {
  const parts = [ledgerHead]
  let count = 0
  for (let after: number | null | undefined; after !== null; ) {
    const answer = await call("list_ledger", { ...filter, after_id: after, limit: 200 })
    parts.push(...answer.transactions.map(ledgerLines))
    count += answer.transactions.length
    onCount(count)
    after = answer.next_after_id
  }
  return parts.join("")
}
