import { z } from "zod"
import { roles } from "../../db/user.ts"
import { transaction } from "../../orm/transaction.ts"
import { count } from "../fields.ts"
import { message } from "../message.ts"
import { recordAction } from "../record-action.ts"
import { makeInvitation } from "./make-invitation.ts"

/** invite_admin: leave for one more person to register as staff. */
export const inviteAdmin = message(
  "invite_admin",
  {
    doc: "Makes an invitation with which one person may register as an admin, or as staff that keeps only films and notices (editor) or money (cashier). It is good as long as whoever made it is an admin, and not locked.",
    access: "admin",
    request: { role: z.enum(roles).default("admin").describe("what the new account may do") },
    reply: {
      invitation: z.string().describe("told this once; only its hash is kept"),
      valid_days: count,
    },
    done: { en: "Here is the invitation.", zh: "邀请码已生成" },
    fails: [],
  },
  async (context, { role }) => {
    const invitation = await transaction(async () => {
      const { id, code } = await makeInvitation(context, role)
      await recordAction(context, { action: "invite_admin", target: `invitation ${id}`, after: { role } })
      return code
    })
    return { invitation, valid_days: context.settings.invitationDays }
  },
)
