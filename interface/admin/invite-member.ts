import { z } from "zod"
import { transaction } from "../../orm/transaction.ts"
import { count } from "../fields.ts"
import { message } from "../message.ts"
import { recordAction } from "../record-action.ts"
import { makeInvitation } from "./make-invitation.ts"

const mostAtOnce = 100

/** invite_member: leave for more people to register as members. */
export const inviteMember = message(
  "invite_member",
  {
    doc: "Makes invitations with each of which one person may register as a member, where the registration takes one.",
    access: "admin",
    request: { count: z.int().min(1).max(mostAtOnce).default(1).describe("how many") },
    reply: {
      invitations: z.array(z.string()).describe("told this once; only their hashes are kept"),
      valid_days: count,
    },
    done: { en: "Here are the invitations.", zh: "邀请码已生成" },
    fails: [],
  },
  async (context, { count: wanted }) => {
    const made = await transaction(async () => {
      const invitations = []
      for (let number = 0; number < wanted; number++) {
        invitations.push(await makeInvitation(context, "user"))
      }
      const ids = invitations.map(({ id }) => id)
      const target = `invitation ${ids[0]}`
      await recordAction(context, { action: "invite_member", target, after: { role: "user", ids } })
      return invitations
    })
    return { invitations: made.map(({ code }) => code), valid_days: context.settings.invitationDays }
  },
)
