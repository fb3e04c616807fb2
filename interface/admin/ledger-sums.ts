import { setImmediate as turn } from "node:timers/promises"
import { z } from "zod"
import { Account, houseAccounts } from "../../db/account.ts"
import { LedgerEntry } from "../../db/ledger-entry.ts"
import { LedgerTransaction, transactionKinds } from "../../db/ledger-transaction.ts"
import { oneOf } from "../../orm/operator.ts"
import { list, sql } from "../../orm/sql.ts"
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
    reads: true,
    request: { year: z.int().min(2000).max(9998) },
    reply: { sums: z.array(sum) },
    done: { en: "Here are the sums.", zh: "获取月度汇总成功" },
    fails: [],
  },
  async (_, { year }) => {
    const accounts = await Account.select({ user_id: null, name: oneOf(houseAccounts) })
    const houses = new Map(accounts.map(({ id, name }) => [id, name]))
    const sums: Sum[] = []
    for (let month = 1; month <= 12; month++) sums.push(...(await monthOf(year, month, houses)))
    return { sums }
  },
)

type Sum = z.output<typeof sum>

const dayMs = 86_400_000

/**
 * Adds up a month day by day, each of which the index of the times leads to: one statement over all of it could take seconds, in
 * which a database inside this process would keep everybody waiting.
 */
async function monthOf(year: number, month: number, houses: ReadonlyMap<number, string>): Promise<Sum[]> {
  const sums = new Map<string, Sum>()
  const until = Date.UTC(year, month)
  for (let from = Date.UTC(year, month - 1); from < until; from += dayMs) {
    for (const { kind, account, transactions, amount_fen } of await dayOf(new Date(from), houses)) {
      const key = `${kind} ${account}`
      const before = sums.get(key)
      sums.set(key, {
        month,
        kind,
        account,
        transactions: (before?.transactions ?? 0) + transactions,
        amount_fen: (before?.amount_fen ?? 0) + amount_fen,
      })
    }
    await turn()
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

/** The house's accounts are named by number here: joined with them, MariaDB would begin with all that they ever got. */
async function dayOf(from: Date, houses: ReadonlyMap<number, string>): Promise<Omit<Sum, "month">[]> {
  const ids = list([...houses.keys()])
  const rows = await sql`
    SELECT t.kind, CASE WHEN e.account_id IN (${ids}) THEN e.account_id ELSE 0 END AS account_id,
      COUNT(*) AS transactions, CAST(SUM(e.amount_fen) AS CHAR) AS amount_fen
    FROM ${LedgerTransaction} t
    JOIN ${LedgerEntry} e ON e.transaction_id = t.id
    WHERE t.create_time >= ${from} AND t.create_time < ${new Date(from.getTime() + dayMs)}
    GROUP BY 1, 2`
  return rows.map(({ kind, account_id, transactions, amount_fen }) =>
    sum.omit({ month: true }).parse({
      kind,
      account: houses.get(Number(account_id)) ?? "members",
      transactions: Number(transactions),
      amount_fen: Number(amount_fen),
    }),
  )
}
