import { Account, type AccountName } from "../../../db/account.ts"

/** The number of an account of the house. */
export async function houseAccount(name: AccountName): Promise<number> {
  return (await Account.first({ name }))?.id ?? 0
}
