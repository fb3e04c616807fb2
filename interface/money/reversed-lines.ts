import { Account, type AccountName, houseAccounts, memberAccount } from "../../db/account.ts"
import { LedgerEntry } from "../../db/ledger-entry.ts"
import { oneOf } from "../../orm/operator.ts"
import type { Line } from "./post.ts"

/** The lines that undo a transaction of the ledger. */
export async function reversedLines(transactionId: number): Promise<Line[]> {
  const entries = await LedgerEntry.select({ transaction_id: transactionId }, { orderBy: "id" })
  const accounts = await Account.select({ id: oneOf(entries.map(({ account_id }) => account_id)) })
  const byId = new Map(accounts.map((account) => [account.id, account]))
  return entries.map(({ account_id, amount_fen }) => ({
    account: nameOf(byId.get(account_id)),
    amountFen: -amount_fen,
  }))
}

function nameOf(account: Account | undefined): AccountName {
  if (account?.user_id) return memberAccount(account.user_id)
  const house = houseAccounts.find((name) => name === account?.name)
  if (house === undefined) throw new Error(`an entry of the account ${account?.name}, which nobody has`)
  return house
}
