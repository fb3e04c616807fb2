import { User } from "../../db/user.ts"
import { transaction } from "../../orm/transaction.ts"
import { confirmFails, confirmPassword } from "../account/confirm-password.ts"
import { replacePassword } from "../account/replace-password.ts"
import { tellPerson } from "../codes/tell-person.ts"
import { Failure } from "../failure.ts"
import { password } from "../fields.ts"
import { message } from "../message.ts"

/** change_password: another password for oneself. */
export const changePassword = message(
  "change_password",
  {
    doc: "Changes the password: every other session of the account ends, and no other device stays logged in.",
    access: "member",
    request: {
      password: password().describe("the present one"),
      new_password: password().describe("the new one, as a rule as the lower-case hex md5 of what is typed"),
    },
    reply: {},
    done: { en: "Your password is changed.", zh: "密码已更改" },
    fails: [...confirmFails],
  },
  async (context, { password, new_password }) => {
    const { passwords, session, sessions } = context
    const user = await confirmPassword(context, password)
    const password_hash = await passwords.hash(new_password)
    await transaction(async () => {
      const present = await User.first({ id: user.id }, { forUpdate: true })
      // Somebody else set another one meanwhile, or the account is gone.
      if (present?.password_hash !== user.password_hash) throw new Failure("WRONG_PASSWORD")
      await replacePassword(user.id, password_hash, session.deviceId)
    })
    await sessions.endAllOf(user.id, session.token)
    tellPerson(context, user, { subject: "passwordSubject", text: "passwordChanged" })
    return {}
  },
)
