import { randomBytes } from "node:crypto"
import { z } from "zod"
import { Invitation } from "../../db/invitation.ts"
import { roles } from "../../db/user.ts"
import { invitationHash } from "../accept-invitation.ts"
import { count } from "../fields.ts"
import { message } from "../message.ts"

/** invite_admin: leave for one more person to register as staff. */
export const inviteAdmin = message(
  "invite_admin",
  {
    doc: "Makes an invitation with which one person may register as an admin, or as staff that keeps only films and notices (editor) or money (cashier).",
    access: "admin",
    request: { role: z.enum(roles).default("admin").describe("what the new account may do") },
    reply: {
      invitation: z.string().describe("told this once; only its hash is kept"),
      valid_days: count,
    },
    done: { en: "Here is the invitation.", zh: "邀请码已生成" },
    fails: [],
  },
  async ({ session, settings }, { role }) => {
    const invitation = randomBytes(16).toString("hex")
    const code_hash = invitationHash(invitation)
    await new Invitation({ code_hash, issuer_id: session.userId, role }).save()
    return { invitation, valid_days: settings.invitationDays }
  },
)
