import { z } from "zod"
import { foldName } from "../../db/fold-name.ts"
import { roles, User } from "../../db/user.ts"
import { UniqueViolation } from "../../orm/errors.ts"
import { transaction } from "../../orm/transaction.ts"
import { acceptInvitation } from "../accept-invitation.ts"
import { Failure } from "../failure.ts"
import { accountName, line, userType } from "../fields.ts"
import { message } from "../message.ts"
import { openAccount } from "../money/open-account.ts"

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
      const role =
        user_type === "admin" ? await acceptInvitation(invitation, roles, settings.invitationDays) : null
      const { id } = await new User({ name, password_hash, user_type, role }).save()
      await openAccount(id, user_type === "user" ? settings.welcomeFen : 0)
    }).catch((error: unknown) => {
      throw error instanceof UniqueViolation ? new Failure("NAME_TAKEN", {}, { cause: error }) : error
    })
    return {}
  },
)
