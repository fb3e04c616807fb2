import { z } from "zod"
import { Account } from "../../db/account.ts"
import { LedgerEntry } from "../../db/ledger-entry.ts"
import { LedgerTransaction, transactionKinds } from "../../db/ledger-transaction.ts"
import { sql } from "../../orm/sql.ts"
import { count } from "../fields.ts"
import { message } from "../message.ts"

const sum = z.object({
  month: z.int().min(1).max(12),
  kind: z.enum(transactionKinds),
  account: z.string().describe('"members", or one of the house\'s accounts'),
  transactions: count,
  amount_fen: z.int().describe("what these accounts got, less what they gave"),
})

/** ledger_sums: what each month came to. */
export const ledgerSums = message(
  "ledger_sums",
  {
    doc: "Adds up a year of the ledger, month by month in UTC, for each kind of transaction: what the members' accounts together and each of the house's accounts got by it.",
    access: "cashier",
    request: { year: z.int().min(2000).max(9998) },
    reply: { sums: z.array(sum) },
    done: { en: "Here are the sums.", zh: "获取月度汇总成功" },
    fails: [],
  },
  async (_, { year }) => {
    const sums: z.output<typeof sum>[] = []
    for (let month = 1; month <= 12; month++) sums.push(...(await monthOf(year, month)))
    return { sums }
  },
)

/** A month at a time, each of which the index of the times leads to. */
async function monthOf(year: number, month: number): Promise<z.output<typeof sum>[]> {
  const from = new Date(Date.UTC(year, month - 1))
  const until = new Date(Date.UTC(year, month))
  const rows = await sql`
    SELECT t.kind, CASE WHEN a.user_id IS NULL THEN a.name ELSE 'members' END AS account,
      COUNT(DISTINCT t.id) AS transactions, CAST(SUM(e.amount_fen) AS CHAR) AS amount_fen
    FROM ${LedgerTransaction} t
    JOIN ${LedgerEntry} e ON e.transaction_id = t.id
    JOIN ${Account} a ON a.id = e.account_id
    WHERE t.create_time >= ${from} AND t.create_time < ${until}
    GROUP BY t.kind, CASE WHEN a.user_id IS NULL THEN a.name ELSE 'members' END
    ORDER BY 1, 2`
  return rows.map((row) =>
    sum.parse({
      month,
      kind: row.kind,
      account: row.account,
      transactions: Number(row.transactions),
      amount_fen: Number(row.amount_fen),
    }),
  )
}
