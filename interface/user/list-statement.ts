import { z } from "zod"
import { Account, memberAccount } from "../../db/account.ts"
import { LedgerEntry } from "../../db/ledger-entry.ts"
import { LedgerTransaction, transactionKinds } from "../../db/ledger-transaction.ts"
import { Movie } from "../../db/movie.ts"
import { lt, oneOf } from "../../orm/operator.ts"
import { belongsTo } from "../../orm/relation.ts"
import { moment, pageLimit, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { nextPage } from "../next-page.ts"

const noLines = { balance_fen: 0, lines: [], next_before_id: null }

/** list_statement: what came into a member's account and went out of it, page by page. */
export const listStatement = message(
  "list_statement",
  {
    doc: "Lists what came into the member's own account and went out of it, newest first, a page at a time.",
    access: "member",
    reads: true,
    request: {
      before_id: rowId().optional().describe("next_before_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      balance_fen: z.int().describe("what is there now"),
      lines: z.array(
        z.object({
          id: rowId(),
          time: moment,
          kind: z.enum(transactionKinds),
          memo: z.string(),
          movie_name: z.string().nullable(),
          vip_days: z.int().nullable(),
          amount_fen: z.int().describe("below zero for what went out"),
          balance_fen: z.int().describe("what was there after it"),
        }),
      ),
      next_before_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here is your statement.", zh: "获取账单成功" },
    fails: [],
  },
  async ({ session }, { before_id, limit }) => {
    const account = await Account.first({ name: memberAccount(session.userId) })
    if (account === undefined) return noLines
    const page = before_id === undefined ? {} : { id: lt(before_id) }
    const entries = await LedgerEntry.select(
      { account_id: account.id, ...page },
      { orderBy: "-id", limit, with: { booked: belongsTo(LedgerTransaction, "transaction_id") } },
    )
    const names = await filmNames(entries.flatMap(({ booked }) => booked?.movie_id ?? []))
    return {
      balance_fen: Number(account.balance_fen),
      lines: entries.flatMap(({ id, amount_fen, balance_fen, booked }) => {
        if (booked === undefined) return []
        const { create_time, kind, memo, movie_id, vip_days } = booked
        return {
          id,
          time: create_time.toISOString(),
          kind,
          memo,
          movie_name: movie_id === null ? null : (names.get(movie_id) ?? null),
          vip_days,
          amount_fen: Number(amount_fen),
          balance_fen: Number(balance_fen),
        }
      }),
      next_before_id: nextPage(entries, limit),
    }
  },
)

/** The names of all films of a page, in one go. */
async function filmNames(ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map()
  const films = await Movie.select({ id: oneOf([...new Set(ids)]) })
  return new Map(films.map(({ id, name }) => [id, name]))
}
