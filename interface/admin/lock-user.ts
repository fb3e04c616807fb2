import { foldName } from "../../db/fold-name.ts"
import { User } from "../../db/user.ts"
import { Failure } from "../failure.ts"
import { accountName, rowId } from "../fields.ts"
import { message } from "../message.ts"

async function setLocked(name: string, is_locked: boolean): Promise<User> {
  const user = await User.first({ name_key: foldName(name) })
  if (user === undefined) throw new Failure("NO_SUCH_USER")
  user.is_locked = is_locked
  await user.update()
  return user
}

/** lock_user: keeps somebody out, at once. */
export const lockUser = message(
  "lock_user",
  {
    doc: "Locks an account: its sessions end at once, downloads under way finish, and it can't log in. Locking a locked one changes nothing.",
    access: "admin",
    request: { name: accountName() },
    reply: { user_id: rowId() },
    done: { en: "The account is locked.", zh: "账号已锁定" },
    fails: ["NO_SUCH_USER", "NOT_YOURSELF"],
  },
  async ({ session, sessions }, { name }) => {
    if (foldName(name) === foldName(session.userName)) throw new Failure("NOT_YOURSELF")
    const { id } = await setLocked(name, true)
    await sessions.endAllOf(id)
    return { user_id: id }
  },
)

/** unlock_user: lets somebody in again. */
export const unlockUser = message(
  "unlock_user",
  {
    doc: "Unlocks an account.",
    access: "admin",
    request: { name: accountName() },
    reply: { user_id: rowId() },
    done: { en: "The account is unlocked.", zh: "账号已解锁" },
    fails: ["NO_SUCH_USER"],
  },
  async (_, { name }) => ({ user_id: (await setLocked(name, false)).id }),
)
