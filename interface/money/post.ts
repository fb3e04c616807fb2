import { Account, type AccountName } from "../../db/account.ts"
import { LedgerEntry } from "../../db/ledger-entry.ts"
import { LedgerTransaction, type transactionKinds } from "../../db/ledger-transaction.ts"
import { add } from "../../orm/expression.ts"
import { gte } from "../../orm/operator.ts"
import { transaction } from "../../orm/transaction.ts"
import { Failure } from "../failure.ts"

/** An amount in fen that an account gets, or gives where it is negative. */
export type Line = { readonly account: AccountName; readonly amountFen: bigint }

/** Money that is to move: what for, whom it is about, who of the staff does it, and the lines, which sum to zero. */
export type Posting = {
  readonly kind: (typeof transactionKinds)[number]
  readonly memo: string
  readonly userId?: number
  readonly actorId?: number
  readonly reversesId?: number
  readonly movieId?: number
  readonly vipDays?: number
  readonly lines: readonly Line[]
}

/**
 * Books a transaction of the ledger, all of it or nothing, inside the database's transaction that is open or in one of its
 * own. Throws Failure INSUFFICIENT_BALANCE where a member's account has not so much. It begins with the accounts, and those in
 * one order, so that two postings wait for one another instead of locking each other out.
 */
export function post(posting: Posting): Promise<LedgerTransaction> {
  const lines = posting.lines.filter(({ amountFen }) => amountFen !== 0n)
  const sum = lines.reduce((total, { amountFen }) => total + amountFen, 0n)
  if (sum !== 0n) throw new Error(`the lines of a ${posting.kind} sum to ${sum}, not to zero`)
  return transaction(async () => {
    const moved = []
    for (const line of lines.toSorted(byAccount)) moved.push({ line, account: await move(line) })
    const { kind, memo, userId, actorId, reversesId, movieId, vipDays } = posting
    const booked = await new LedgerTransaction({
      kind,
      memo,
      user_id: userId ?? null,
      actor_id: actorId ?? null,
      reverses_id: reversesId ?? null,
      movie_id: movieId ?? null,
      vip_days: vipDays ?? null,
    }).save()
    await LedgerEntry.insert(
      moved.map(({ line, account }) => ({
        transaction_id: booked.id,
        account_id: account.id,
        amount_fen: line.amountFen,
        balance_fen: account.balance_fen,
      })),
    )
    return booked
  })
}

/** Members' accounts first: those of the house are everybody's, and are held for the shortest time that way. */
function byAccount(a: Line, b: Line): number {
  const isMember = ({ account }: Line): number => (account.startsWith("member:") ? 0 : 1)
  return isMember(a) - isMember(b) || (a.account < b.account ? -1 : 1)
}

/** Adds a line to its account's balance; answers the account as it is then. */
async function move({ account: name, amountFen }: Line): Promise<Account> {
  const mustSuffice = amountFen < 0n && name.startsWith("member:")
  const enough = mustSuffice ? { balance_fen: gte(-amountFen) } : {}
  const changed = await Account.update({ name, ...enough }, { balance_fen: add(amountFen) })
  const account = await Account.first({ name })
  if (account === undefined) throw new Error(`there is no account ${name}`)
  if (changed === 1) return account
  const keys = { balance_fen: Number(account.balance_fen), price_fen: Number(-amountFen) }
  throw new Failure("INSUFFICIENT_BALANCE", {}, { keys })
}
