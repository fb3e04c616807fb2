import { foldName } from "../../db/fold-name.ts"
import { User } from "../../db/user.ts"
import { gt, not, oneOf, startsWith } from "../../orm/operator.ts"
import { normalEmail, normalPhone } from "../contact.ts"
import { nextPage } from "../next-page.ts"
import { type AccountRow, withBalance } from "./account-view.ts"

/** Several accounts may have one address, as long as none of them has shown whose it is. */
const mostOfAddress = 20

/** A page of accounts, and the id after which the next one begins. */
type AccountPage = { readonly users: readonly AccountRow[]; readonly next: number | null }

/** A page of all accounts, oldest first. */
export async function allAccounts(after_id: number | undefined, limit: number): Promise<AccountPage> {
  const page = after_id === undefined ? {} : { id: gt(after_id) }
  const users = await User.select(page, { orderBy: "id", limit, with: withBalance })
  return { users, next: nextPage(users, limit) }
}

/**
 * A page of the accounts whose name begins with a text, by name; before the first page's come those whose number, mail address
 * or phone number is the very text.
 */
export async function findAccounts(
  search: string,
  after_id: number | undefined,
  limit: number,
): Promise<AccountPage> {
  const exact = await exactly(search)
  const ids = exact.map(({ id }) => id)
  const begins = {
    name_key: startsWith(foldName(search)),
    ...(ids.length > 0 ? { id: not(oneOf(ids)) } : {}),
  }
  const last = after_id === undefined ? undefined : await User.get(after_id)
  const after = last === undefined ? {} : { after: { name_key: last.name_key } }
  const named = await User.select(begins, { orderBy: "name_key", limit, with: withBalance, ...after })
  return { users: after_id === undefined ? [...exact, ...named] : named, next: nextPage(named, limit) }
}

async function exactly(search: string): Promise<AccountRow[]> {
  const [email, phone] = [normalEmail(search), normalPhone(search)]
  const options = { orderBy: "id", limit: mostOfAddress, with: withBalance } as const
  return [
    ...(/^[1-9]\d{0,14}$/.test(search) ? await User.select({ id: Number(search) }, options) : []),
    ...(email === undefined ? [] : await User.select({ email }, options)),
    ...(phone === undefined ? [] : await User.select({ phone }, options)),
  ]
}
