import { User } from "../../db/user.ts"
import { UniqueViolation } from "../../orm/errors.ts"
import { transaction } from "../../orm/transaction.ts"
import { confirmFails, confirmPassword } from "../account/confirm-password.ts"
import { isErasedName } from "../erased-name.ts"
import { Failure } from "../failure.ts"
import { accountName, password } from "../fields.ts"
import { message } from "../message.ts"
import { recordAction } from "../record-action.ts"

/** change_name: another name to log in with. */
export const changeName = message(
  "change_name",
  {
    doc: "Changes the name of the account. Its sessions go on, under the new name; the old one is free.",
    access: "member",
    request: { name: accountName().describe("the new one"), password: password() },
    reply: {},
    done: { en: "Your name is changed.", zh: "用户名已更改" },
    fails: ["NAME_TAKEN", ...confirmFails],
  },
  async (context, { name, password }) => {
    const { session, sessions } = context
    const user = await confirmPassword(context, password)
    if (isErasedName(name)) throw new Failure("NAME_TAKEN")
    await transaction(async () => {
      const { id, password_hash } = user
      // Somebody set another password meanwhile, or the account is gone.
      const changed = await User.update({ id, password_hash, erase_time: null }, { name })
      if (changed === 0) throw new Failure("WRONG_PASSWORD")
      if (session.role === null) return
      const [before, after] = [{ name: user.name }, { name }]
      await recordAction(context, { action: "change_name", target: `user ${id}`, before, after })
    }).catch((error: unknown) => {
      throw error instanceof UniqueViolation ? new Failure("NAME_TAKEN", {}, { cause: error }) : error
    })
    await sessions.rename(user.id, name)
    return {}
  },
)
