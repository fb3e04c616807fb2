import { z } from "zod"
import { Account, memberAccount } from "../../db/account.ts"
import { User } from "../../db/user.ts"
import { transaction } from "../../orm/transaction.ts"
import { confirmFails, confirmPassword } from "../account/confirm-password.ts"
import { erase } from "../account/erase.ts"
import { tellPerson } from "../codes/tell-person.ts"
import type { MemberContext } from "../context.ts"
import { Failure } from "../failure.ts"
import { password } from "../fields.ts"
import { keepAnAdmin } from "../keep-an-admin.ts"
import { message } from "../message.ts"
import { post } from "../money/post.ts"
import { recordAction } from "../record-action.ts"
import { newSecret } from "../secret.ts"

/** delete_account: nobody of this account any more. */
export const deleteAccount = message(
  "delete_account",
  {
    doc: "Deletes the member's own account for good: name, profile, devices and bought films are lost, and the name is free. What was booked stays, without the person. Money that is left is forfeited, if its amount is confirmed.",
    access: "member",
    request: {
      password: password(),
      forfeit_fen: z
        .int()
        .min(0)
        .optional()
        .describe("the balance that is given up, exactly; not needed where it is 0"),
    },
    reply: {},
    done: { en: "Your account is deleted.", zh: "账号已注销" },
    fails: ["BALANCE_LEFT", "LAST_ADMIN", ...confirmFails],
  },
  async (context, { password, forfeit_fen = 0 }) => {
    const { passwords, sessions } = context
    const user = await confirmPassword(context, password)
    const unusable_hash = await passwords.hash(newSecret())
    await transaction(async () => {
      const present = await User.first({ id: user.id }, { forUpdate: true })
      if (present?.password_hash !== user.password_hash) throw new Failure("WRONG_PASSWORD")
      if (present.role === "admin") await keepAnAdmin(user.id)
      await forfeit(user.id, forfeit_fen)
      await erase(user.id, unusable_hash)
      await recordLeaving(context)
    })
    await sessions.endAllOf(user.id)
    tellPerson(context, user, { subject: "deletedSubject", text: "accountDeleted" })
    return {}
  },
)

/** Takes what is left on somebody's account, of which they said how much it is; throws Failure BALANCE_LEFT where it is not. */
async function forfeit(userId: number, confirmedFen: number): Promise<void> {
  const account = memberAccount(userId)
  const row = await Account.first({ name: account }, { forUpdate: true })
  const left = row?.balance_fen ?? 0n
  if (left !== BigInt(confirmedFen)) {
    const keys = { balance_fen: Number(left) }
    throw new Failure("BALANCE_LEFT", keys, { keys })
  }
  if (left === 0n) return
  const lines = [
    { account, amountFen: -left },
    { account: "adjustments" as const, amountFen: left },
  ]
  await post({ kind: "closing", memo: "account deleted", userId, lines })
}

/** Of the staff the trail tells that they left, though not what they were called. */
async function recordLeaving(context: MemberContext): Promise<void> {
  const { role, userId } = context.session
  if (role === null) return
  await recordAction(context, { action: "delete_account", target: `user ${userId}`, before: { role } })
}
