import { z } from "zod"
import { roles, User } from "../../db/user.ts"
import { Failure } from "../failure.ts"
import { accountName, rowId } from "../fields.ts"
import { keepAnAdmin } from "../keep-an-admin.ts"
import { message } from "../message.ts"
import { changeUser } from "./change-user.ts"

/** set_role: what somebody of the staff may do. */
export const setRole = message(
  "set_role",
  {
    doc: "Says what somebody of the staff may do: everything (admin), films and notices (editor), or money (cashier). Their sessions end at once, one's own as well; an admin always stays.",
    access: "admin",
    request: { name: accountName(), role: z.enum(roles) },
    reply: { user_id: rowId() },
    done: { en: "The role is set.", zh: "角色已设置" },
    fails: ["NO_SUCH_USER", "NOT_STAFF", "LAST_ADMIN"],
  },
  async (context, { name, role }) => {
    const { id, role: before } = await changeUser(
      context,
      { action: "set_role", name, maySelf: true },
      async (user) => {
        if (user.user_type !== "admin") throw new Failure("NOT_STAFF")
        if (user.role === role) return undefined
        // Whoever demotes somebody else stays an admin: their row is taken, and was looked at.
        if (user.id === context.session.userId) await keepAnAdmin(user.id)
        await User.update({ id: user.id }, { role })
        return { before: { role: user.role }, after: { role } }
      },
    )
    if (before !== role) await context.sessions.endAllOf(id)
    return { user_id: id }
  },
)
