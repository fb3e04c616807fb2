import { foldName } from "../../db/fold-name.ts"
import { User } from "../../db/user.ts"
import { oneOf } from "../../orm/operator.ts"
import { transaction } from "../../orm/transaction.ts"
import type { MemberContext } from "../context.ts"
import { Failure } from "../failure.ts"
import { recordAction } from "../record-action.ts"
import type { JsonObject } from "../wire/parse-json.ts"

/** What a change did to an account, for the trail; undefined where it was so already. */
type Changed = { readonly before: JsonObject | null; readonly after: JsonObject } | undefined

/** What is to be done, to whom, and whether one may do it to oneself. */
type Request = { readonly action: string; readonly name: string; readonly maySelf?: boolean }

/**
 * Changes the account of a name, of which the staff's trail tells in the same transaction; answers the account as it was before.
 * Throws Failure NO_SUCH_USER, NOT_YOURSELF, NOT_ALLOWED, and what `change` throws.
 */
export function changeUser(
  context: Pick<MemberContext, "session">,
  { action, name, maySelf = false }: Request,
  change: (user: User) => Promise<Changed>,
): Promise<User> {
  const { session } = context
  return transaction(async () => {
    const id = await idOf(name)
    if (id === session.userId && !maySelf) throw new Failure("NOT_YOURSELF")
    // Both rows, and in one order: of two who lock or demote each other at the same moment, one is too late.
    const taken = await User.select({ id: oneOf([id, session.userId]) }, { orderBy: "id", forUpdate: true })
    const actor = taken.find((row) => row.id === session.userId)
    if (actor?.is_locked !== false || actor.role !== session.role) throw new Failure("NOT_ALLOWED")
    const user = taken.find((row) => row.id === id)
    if (user === undefined || user.erase_time !== null) throw new Failure("NO_SUCH_USER")
    const changed = await change(user)
    if (changed !== undefined) await recordAction(context, { action, target: `user ${id}`, ...changed })
    return user
  })
}

/** The number of the account of a name; throws Failure NO_SUCH_USER. */
export async function idOf(name: string): Promise<number> {
  const user = await User.first({ name_key: foldName(name), erase_time: null })
  if (user === undefined) throw new Failure("NO_SUCH_USER")
  return user.id
}
