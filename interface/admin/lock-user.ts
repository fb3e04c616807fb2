import { User } from "../../db/user.ts"
import { accountName, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { changeUser } from "./change-user.ts"

/** lock_user: keeps somebody out, at once. */
export const lockUser = message(
  "lock_user",
  {
    doc: "Locks an account: its sessions end at once, downloads under way finish, and neither it nor its devices can log in. Locking a locked one changes nothing.",
    access: "admin",
    request: { name: accountName() },
    reply: { user_id: rowId() },
    done: { en: "The account is locked.", zh: "账号已锁定" },
    fails: ["NO_SUCH_USER", "NOT_YOURSELF"],
  },
  async (context, { name }) => {
    const { id } = await changeUser(context, { action: "lock_user", name }, (user) => setLocked(user, true))
    await context.sessions.endAllOf(id)
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
  async (context, { name }) => {
    const request = { action: "unlock_user", name, maySelf: true }
    const { id } = await changeUser(context, request, (user) => setLocked(user, false))
    return { user_id: id }
  },
)

type Locked = { readonly is_locked: boolean }

async function setLocked(
  user: User,
  is_locked: boolean,
): Promise<{ before: Locked; after: Locked } | undefined> {
  if (user.is_locked === is_locked) return undefined
  await User.update({ id: user.id }, { is_locked })
  return { before: { is_locked: user.is_locked }, after: { is_locked } }
}
