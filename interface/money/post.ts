import { Account, type AccountName } from "../../db/account.ts"
import { LedgerEntry } from "../../db/ledger-entry.ts"
import { LedgerTransaction, type transactionKinds } from "../../db/ledger-transaction.ts"
import { add } from "../../orm/expression.ts"
import { gte } from "../../orm/operator.ts"
import { transaction } from "../../orm/transaction.ts"
import { Failure } from "../failure.ts"
import { yuan } from "../text/yuan.ts"

/** What a member may have at most: clients get balances as numbers in JSON, which are exact up to here. */
const mostFen = BigInt(Number.MAX_SAFE_INTEGER)

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
 * own. Throws Failure INSUFFICIENT_BALANCE where a member's account has not so much, and BALANCE_TOO_LARGE where it would have
 * more than can be told. Members' accounts come first, then what
 * `inside` does with the transaction's row, and the accounts of the house last: those are everybody's, and whoever has one
 * holds all others up. Accounts are taken in one order, so that two postings wait for one another instead of locking each
 * other out. Lines of nothing are left out: what costs nothing has a transaction without entries.
 */
export function post(
  posting: Posting,
  inside: (booked: LedgerTransaction) => Promise<void> = async () => undefined,
): Promise<LedgerTransaction> {
  const lines = posting.lines.filter(({ amountFen }) => amountFen !== 0n)
  const sum = lines.reduce((total, { amountFen }) => total + amountFen, 0n)
  if (sum !== 0n) throw new Error(`the lines of a ${posting.kind} sum to ${sum}, not to zero`)
  const inOrder = lines.toSorted((a, b) => (a.account < b.account ? -1 : 1))
  return transaction(async () => {
    const members = await moveAll(inOrder.filter(isMembers))
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
    await inside(booked)
    const houses = await moveAll(inOrder.filter((line) => !isMembers(line)))
    const entries = [...members, ...houses].map((entry) => ({ transaction_id: booked.id, ...entry }))
    await LedgerEntry.insert(entries)
    return booked
  })
}

function isMembers({ account }: Line): boolean {
  return account.startsWith("member:")
}

/** What is written down of a line: its account, and the account's balance after it. */
type Moved = Pick<LedgerEntry, "account_id" | "amount_fen" | "balance_fen">

async function moveAll(lines: readonly Line[]): Promise<Moved[]> {
  const moved: Moved[] = []
  for (const line of lines) {
    const { id, balance_fen } = await move(line)
    moved.push({ account_id: id, amount_fen: line.amountFen, balance_fen })
  }
  return moved
}

/** Adds a line to its account's balance; answers the account as it is then, which nobody else changes until the end. */
async function move(line: Line): Promise<Account> {
  const { account: name, amountFen } = line
  const mustSuffice = amountFen < 0n && isMembers(line)
  const enough = mustSuffice ? { balance_fen: gte(-amountFen) } : {}
  const changed = await Account.update({ name, ...enough }, { balance_fen: add(amountFen) })
  const account = await Account.first({ name })
  if (account === undefined) throw new Error(`there is no account ${name}`)
  if (amountFen > 0n && isMembers(line) && account.balance_fen > mostFen)
    throw new Failure("BALANCE_TOO_LARGE", { most: yuan(mostFen) })
  if (changed === 1) return account
  const keys = { balance_fen: Number(account.balance_fen), price_fen: Number(-amountFen) }
  const detail = { balance: yuan(account.balance_fen), price: yuan(-amountFen) }
  throw new Failure("INSUFFICIENT_BALANCE", detail, { keys })
}
