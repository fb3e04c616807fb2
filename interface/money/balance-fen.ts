import { Account, memberAccount } from "../../db/account.ts"

/** What somebody has on their account, in fen. */
export async function balanceFen(userId: number): Promise<number> {
  return Number((await Account.first({ name: memberAccount(userId) }))?.balance_fen ?? 0n)
}
