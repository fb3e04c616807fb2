import { createHash } from "node:crypto"
import { z } from "zod"
import { foldName } from "../../db/fold-name.ts"
import { foundingCode, Invitation } from "../../db/invitation.ts"
import { User } from "../../db/user.ts"
import { UniqueViolation } from "../../orm/errors.ts"
import { now } from "../../orm/expression.ts"
import { gt } from "../../orm/operator.ts"
import { transaction } from "../../orm/transaction.ts"
import { Failure } from "../failure.ts"
import { accountName, line, userType } from "../fields.ts"
import { message } from "../message.ts"
import { openAccount } from "../money/open-account.ts"

const dayMs = 86_400_000

/** register: makes an account; an admin's takes an invitation, except the first. */
export const register = message(
  "register",
  {
    doc: "Makes an account. The first admin of an empty library may simply register; every later one needs an invitation.",
    access: "anyone",
    request: {
      name: accountName().describe("unique without regard to case"),
      password: z
        .string()
        .min(1)
        .max(1024)
        .describe("what the person typed, as a rule as its lower-case hex md5"),
      user_type: userType,
      invitation: line(64).optional().describe("what invite_admin answered; for admins after the first"),
    },
    reply: {},
    done: { en: "Registered.", zh: "注册成功" },
    fails: ["NAME_TAKEN", "INVITATION_NEEDED", "BUSY"],
  },
  async ({ passwords, settings }, { name, password, user_type, invitation }) => {
    if (await User.exists({ name_key: foldName(name) })) throw new Failure("NAME_TAKEN")
    const password_hash = await passwords.hash(password)
    await transaction(async () => {
      // One conditional update decides who gets in, whoever else tries the same code at the same moment.
      if (user_type === "admin") {
        const code_hash = createHash("sha256")
          .update(invitation ?? foundingCode)
          .digest("hex")
        // The founding invitation is good until it is used. For the others a few seconds between two clocks don't matter.
        const eldest = invitation === undefined ? 0 : Date.now() - settings.invitationDays * dayMs
        const stillGood = { code_hash, use_time: null, create_time: gt(new Date(eldest)) }
        const used = await Invitation.update(stillGood, { use_time: now() })
        if (used === 0) throw new Failure("INVITATION_NEEDED")
      }
      const role = user_type === "admin" ? ("admin" as const) : null
      const { id } = await new User({ name, password_hash, user_type, role }).save()
      await openAccount(id, user_type === "user" ? settings.welcomeFen : 0)
    }).catch((error: unknown) => {
      throw error instanceof UniqueViolation ? new Failure("NAME_TAKEN", {}, { cause: error }) : error
    })
    return {}
  },
)
