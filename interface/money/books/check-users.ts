import { Account, memberAccount } from "../../../db/account.ts"
import { User } from "../../../db/user.ts"
import { gt, oneOf } from "../../../orm/operator.ts"
import type { BookPage, BookPlace, Difference } from "./difference.ts"

/** Everybody has an account of theirs, opened in the transaction that made the person, so it is there when it is asked for. */
export async function checkUsers(place: BookPlace, limit: number): Promise<BookPage> {
  const users = await User.select({ id: gt(place.id) }, { orderBy: "id", limit })
  const accounts = await Account.select({ name: oneOf(users.map(({ id }) => memberAccount(id))) })
  const owners = new Map(accounts.map(({ name, user_id }) => [name, user_id]))
  const differences = users.flatMap(({ id }): Difference[] => {
    const owner = owners.get(memberAccount(id)) ?? null
    if (owner === id) return []
    const found = owner === null ? null : String(owner)
    return [{ kind: "no_account", target: `user ${id}`, expected: String(id), found }]
  })
  const last = users.at(-1)
  const next =
    last !== undefined && users.length === limit ? ({ part: "users", id: last.id } as const) : undefined
  return { differences, rows: users.length, next }
}
