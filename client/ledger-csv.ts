import type { ReplyOf } from "../interface/protocol.ts"
import { csvLine } from "./csv.ts"

type Transaction = ReplyOf<"list_ledger">["transactions"][number]

/** The heads of the ledger's columns, as a line of CSV. */
export const ledgerHead = csvLine([
  "transaction",
  "time",
  "kind",
  "member",
  "staff",
  "film",
  "vip_days",
  "memo",
  "reverses",
  "account",
  "amount_fen",
  "balance_fen",
])

/** A transaction of the ledger as CSV, a line of it for each of its own lines. */
export function ledgerLines(transaction: Transaction): string {
  const { id, time, kind, user_name, actor_name, movie_name, vip_days, memo, reverses_id } = transaction
  const common = [id, time, kind, user_name, actor_name, movie_name, vip_days, memo, reverses_id]
  return transaction.lines
    .map(({ account, amount_fen, balance_fen }) => csvLine([...common, account, amount_fen, balance_fen]))
    .join("")
}
