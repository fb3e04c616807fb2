import { createHash, randomBytes } from "node:crypto"
import { z } from "zod"
import { Invitation } from "../../db/invitation.ts"
import { count } from "../fields.ts"
import { message } from "../message.ts"

/** invite_admin: leave for one more person to register as an admin. */
export const inviteAdmin = message(
  "invite_admin",
  {
    doc: "Makes an invitation with which one person may register as an admin.",
    access: "admin",
    request: {},
    reply: {
      invitation: z.string().describe("told this once; only its hash is kept"),
      valid_days: count,
    },
    done: { en: "Here is the invitation.", zh: "邀请码已生成" },
    fails: [],
  },
  async ({ session, settings }) => {
    const invitation = randomBytes(16).toString("hex")
    const code_hash = createHash("sha256").update(invitation).digest("hex")
    await new Invitation({ code_hash, issuer_id: session.userId }).save()
    return { invitation, valid_days: settings.invitationDays }
  },
)
