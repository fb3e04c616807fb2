import { csvLine } from "../../../csv.ts"
import { call } from "../../wire/call.ts"
import type { LedgerFilter, LedgerTransaction } from "./ledger-transaction.ts"

const head = [
  "id",
  "time",
  "kind",
  "user",
  "actor",
  "movie",
  "vip_days",
  "memo",
  "reverses",
  "account",
  "amount_fen",
  "balance_fen",
]

/** The transactions that are wanted as CSV, a line of it for each of their lines; tells how many there are so far. */
export async function ledgerCsv(filter: LedgerFilter, onCount: (count: number) => void): Promise<string> {
  const parts = [csvLine(head)]
  let count = 0
  for (let after: number | null | undefined; after !== null; ) {
    const page = after === undefined ? {} : { after_id: after }
    const answer = await call("list_ledger", { ...filter, ...page, limit: 200 })
    parts.push(...answer.transactions.flatMap(linesOf))
    count += answer.transactions.length
    onCount(count)
    after = answer.next_after_id
  }
  return parts.join("")
}

function linesOf(transaction: LedgerTransaction): string[] {
  const { id, time, kind, user_name, actor_name, movie_name, vip_days, memo, reverses_id } = transaction
  const common = [id, time, kind, user_name, actor_name, movie_name, vip_days, memo, reverses_id]
  return transaction.lines.map(({ account, amount_fen, balance_fen }) =>
    csvLine([...common, account, amount_fen, balance_fen]),
  )
}
