import { z } from "zod"
import { Account } from "../../db/account.ts"
import { LedgerEntry } from "../../db/ledger-entry.ts"
import { LedgerTransaction, transactionKinds } from "../../db/ledger-transaction.ts"
import { Movie } from "../../db/movie.ts"
import { User } from "../../db/user.ts"
import { and, gte, lt, oneOf } from "../../orm/operator.ts"
import { sql } from "../../orm/sql.ts"
import { Failure } from "../failure.ts"
import { accountName, moment, pageLimit, pointInTime, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { nextPage } from "../next-page.ts"
import { idOf } from "./change-user.ts"

const line = z.object({
  account: z.string().describe('"member:12", or one of the house\'s'),
  amount_fen: z.int(),
  balance_fen: z.int().describe("the account's after it"),
})

const listed = z.object({
  id: rowId(),
  time: moment,
  kind: z.enum(transactionKinds),
  memo: z.string(),
  user_name: z.string().nullable().describe("the member whom it is about"),
  actor_name: z.string().nullable().describe("who of the staff did it"),
  reverses_id: rowId().nullable(),
  movie_name: z.string().nullable(),
  vip_days: z.int().nullable(),
  lines: z.array(line),
})

type Listed = z.output<typeof listed>
type Line = z.output<typeof line>

/** list_ledger: what was booked, in the order of time. */
export const listLedger = message(
  "list_ledger",
  {
    doc: "Lists the transactions of the ledger with their lines, oldest first, a page at a time.",
    access: "cashier",
    reads: true,
    request: {
      user: accountName().optional().describe("only those about this member"),
      kind: z.enum(transactionKinds).optional(),
      from: pointInTime().optional(),
      until: pointInTime().optional().describe("only those before"),
      after_id: rowId().optional().describe("next_after_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      transactions: z.array(listed),
      next_after_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here is the ledger.", zh: "获取账目成功" },
    fails: ["NO_SUCH_USER", "NO_SUCH_TRANSACTION"],
  },
  async (_, { user, kind, from = earliest, until = latest, after_id, limit }) => {
    const span = { from, until }
    const place = after_id === undefined ? undefined : await placeOf(after_id)
    const rows =
      user === undefined && kind === undefined
        ? await allOf(span, place, limit)
        : await someOf(
            {
              ...(user === undefined ? {} : { user_id: await idOf(user) }),
              ...(kind === undefined ? {} : { kind }),
            },
            span,
            place,
            limit,
          )
    return { transactions: await described(rows), next_after_id: nextPage(rows, limit) }
  },
)

const earliest = new Date(Date.UTC(1000, 0))
const latest = new Date(Date.UTC(9999, 11))

type Span = { readonly from: Date; readonly until: Date }
type Place = { readonly create_time: Date; readonly id: number }

async function placeOf(id: number): Promise<Place> {
  const row = await LedgerTransaction.get(id)
  if (row === undefined) throw new Failure("NO_SUCH_TRANSACTION")
  return { create_time: row.create_time, id }
}

/** Those of one member or one kind, each of which has an index in the order of time. */
function someOf(
  only: { readonly user_id?: number; readonly kind?: LedgerTransaction["kind"] },
  { from, until }: Span,
  place: Place | undefined,
  limit: number,
): Promise<LedgerTransaction[]> {
  const where = and([only, { create_time: gte(from) }, { create_time: lt(until) }])
  const page = place === undefined ? {} : { after: place }
  return LedgerTransaction.select(where, { orderBy: ["create_time", "id"], limit, ...page })
}

/** All of a span. Their numbers come first, out of the index alone: MariaDB would sort the whole table for their rows. */
async function allOf(span: Span, place: Place | undefined, limit: number): Promise<LedgerTransaction[]> {
  const { from, until } = span
  const begin = place === undefined || place.create_time < from ? { create_time: from, id: 0 } : place
  const rows = await sql`
    SELECT id FROM ${LedgerTransaction}
    WHERE create_time >= ${begin.create_time} AND create_time < ${until}
      AND (create_time > ${begin.create_time} OR id > ${begin.id})
    ORDER BY create_time, id LIMIT 200`
  const ids = rows.slice(0, limit).map(({ id }) => Number(id))
  return LedgerTransaction.select({ id: oneOf(ids) }, { orderBy: ["create_time", "id"] })
}

async function described(rows: readonly LedgerTransaction[]): Promise<Listed[]> {
  if (rows.length === 0) return []
  const lines = await linesOf(rows.map(({ id }) => id))
  const users = await User.select({
    id: oneOf(present(rows.flatMap(({ user_id, actor_id }) => [user_id, actor_id]))),
  })
  const movies = await Movie.select({ id: oneOf(present(rows.map(({ movie_id }) => movie_id))) })
  const [userNames, movieNames] = [namesOf(users), namesOf(movies)]
  return rows.map(({ id, create_time, kind, memo, user_id, actor_id, reverses_id, movie_id, vip_days }) => ({
    id,
    time: create_time.toISOString(),
    kind,
    memo,
    user_name: userNames.get(user_id) ?? null,
    actor_name: userNames.get(actor_id) ?? null,
    reverses_id,
    movie_name: movieNames.get(movie_id) ?? null,
    vip_days,
    lines: lines.get(id) ?? [],
  }))
}

async function linesOf(ids: readonly number[]): Promise<ReadonlyMap<number, Line[]>> {
  const entries = await LedgerEntry.select({ transaction_id: oneOf(ids) }, { orderBy: "id" })
  const accounts = await Account.select({ id: oneOf(present(entries.map(({ account_id }) => account_id))) })
  const names = namesOf(accounts)
  const lines = new Map<number, Line[]>()
  for (const { transaction_id, account_id, amount_fen, balance_fen } of entries) {
    const own = lines.get(transaction_id) ?? []
    own.push({
      account: names.get(account_id) ?? "",
      amount_fen: Number(amount_fen),
      balance_fen: Number(balance_fen),
    })
    lines.set(transaction_id, own)
  }
  return lines
}

function present(ids: readonly (number | null)[]): number[] {
  return [...new Set(ids)].filter((id) => id !== null)
}

function namesOf(
  rows: readonly { readonly id: number; readonly name: string }[],
): ReadonlyMap<number | null, string> {
  return new Map(rows.map(({ id, name }) => [id, name]))
}
