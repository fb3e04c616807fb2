import { userTexts } from "../../interface/text/client/users.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { printableLine } from "../terminal/printable.ts"
import type { Say } from "../terminal/say.ts"
import type { Account } from "./pages.ts"
import type { AskingJob } from "./param.ts"

/** Accounts that are shown at a time: whoever doesn't see theirs types more of the name. */
const shown = 50

/** Lets somebody search the accounts as they type, on the server: there may be very many. */
export function askUser({ asker, remote, say, signal }: AskingJob): Promise<string> {
  return asker.find(say(userTexts.askUser), async (term) => {
    const search = term.trim().slice(0, 64)
    const wanted = search === "" ? {} : { search }
    const { users } = await remote.call("list_users", { ...wanted, limit: shown }, { signal })
    return users.map((user) => ({
      name: `${printableLine(user.name)}  (${kindOf(user, say)}, ${stateOf(user, say)})`,
      value: user.name,
    }))
  })
}

/** Whether somebody is a member, or what they may do of the staff's work. */
export function kindOf({ role, user_type }: Pick<Account, "role" | "user_type">, say: Say): string {
  return say(wordTexts[role ?? user_type])
}

/** Whether an account is deleted or locked, and whether it is a VIP's. */
export function stateOf(user: Pick<Account, "is_erased" | "is_locked" | "is_vip">, say: Say): string {
  const states = [
    ...(user.is_vip === 1 ? [say(wordTexts.vip)] : []),
    ...(user.is_erased === 1 ? [say(userTexts.erased)] : []),
    ...(user.is_locked === 1 && user.is_erased === 0 ? [say(userTexts.locked)] : []),
  ]
  return states.join(", ") || say(wordTexts.none)
}
