import { setImmediate as turn } from "node:timers/promises"
import { Account } from "../../db/account.ts"
import { DownloadRecord } from "../../db/download-record.ts"
import { LedgerEntry } from "../../db/ledger-entry.ts"
import { LedgerTransaction } from "../../db/ledger-transaction.ts"
import { User } from "../../db/user.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { and, gte, lt, oneOf } from "../../orm/operator.ts"
import { list, sql } from "../../orm/sql.ts"

const dayMs = 86_400_000

type Day = { day: string; downloads: number; registrations: number; income_fen: number }

/** What happened in the last days, and how often each film was downloaded in them. */
export type DaysAndFilms = { readonly days: Day[]; readonly downloadsOf: ReadonlyMap<number, number> }

/**
 * Adds up the last days in UTC, today included, oldest first. Day by day, each of which indexes lead to: one statement over all of
 * them could take long enough for a database inside this process to keep everybody waiting.
 */
export async function byDay(count: number): Promise<DaysAndFilms> {
  const today = Math.floor((await databaseTime()) / dayMs)
  const revenue = await revenueAccounts()
  const days: Day[] = []
  const downloadsOf = new Map<number, number>()
  for (let number = today - count + 1; number <= today; number++) {
    const [from, until] = [new Date(number * dayMs), new Date((number + 1) * dayMs)]
    let downloads = 0
    for (const [movieId, times] of await downloadsIn(from, until)) {
      downloads += times
      downloadsOf.set(movieId, (downloadsOf.get(movieId) ?? 0) + times)
    }
    days.push({
      day: from.toISOString().slice(0, 10),
      downloads,
      registrations: await registrationsIn(from, until),
      income_fen: await incomeIn(from, until, revenue),
    })
    await turn()
  }
  return { days, downloadsOf }
}

async function downloadsIn(from: Date, until: Date): Promise<[movieId: number, times: number][]> {
  const rows = await sql`SELECT movie_id, COUNT(*) AS times FROM ${DownloadRecord}
    WHERE create_time >= ${from} AND create_time < ${until} GROUP BY movie_id`
  return rows.map(({ movie_id, times }) => [Number(movie_id), Number(times)])
}

/** Members', also of accounts that were deleted since. */
function registrationsIn(from: Date, until: Date): Promise<number> {
  return User.count(and([{ user_type: "user", register_time: gte(from) }, { register_time: lt(until) }]))
}

/** What was earned: nothing but what members paid comes into these accounts, and nothing but refunds goes out of them. */
async function revenueAccounts(): Promise<number[]> {
  const accounts = await Account.select({ user_id: null, name: oneOf(["revenue:film", "revenue:vip"]) })
  return accounts.map(({ id }) => id)
}

/** The accounts are named inside the sum: as a condition, MariaDB would begin with all that they ever got. */
async function incomeIn(from: Date, until: Date, revenue: readonly number[]): Promise<number> {
  const [row] = await sql`
    SELECT CAST(SUM(CASE WHEN e.account_id IN (${list(revenue)}) THEN e.amount_fen ELSE 0 END) AS CHAR) AS income
    FROM ${LedgerTransaction} t
    JOIN ${LedgerEntry} e ON e.transaction_id = t.id
    WHERE t.create_time >= ${from} AND t.create_time < ${until}`
  return Number(row?.income ?? 0)
}
