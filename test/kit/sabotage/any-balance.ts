import * as real from "../../../db/account.ts"

export const { Account, houseAccounts, memberAccount } = real

const update = Account.update.bind(Account)

/** Takes money from an account whatever is on it: UPDATE … without its WHERE balance >= ?. */
Object.defineProperty(Account, "update", {
  value: (where: Parameters<typeof update>[0], changes: Parameters<typeof update>[1]) => {
    return update("name" in where && where.name !== undefined ? { name: where.name } : where, changes)
  },
})
