import { replacePassword } from "../account/replace-password.ts"
import { tellPerson } from "../codes/tell-person.ts"
import { accountName, count, password, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { changeUser } from "./change-user.ts"

/** set_password: a new password for somebody who lost theirs. */
export const setPassword = message(
  "set_password",
  {
    doc: "Gives somebody else's account a new password: its sessions end at once, none of its devices stays logged in, and its owner is told.",
    access: "admin",
    request: {
      name: accountName(),
      password: password().describe("the new one, as a rule as the lower-case hex md5 of what is typed"),
    },
    reply: {
      user_id: rowId(),
      devices: count.describe("how many devices stay logged in no more"),
    },
    done: { en: "The new password is set.", zh: "新密码已设置" },
    fails: ["NO_SUCH_USER", "NOT_YOURSELF", "BUSY"],
  },
  async (context, { name, password }) => {
    const password_hash = await context.passwords.hash(password)
    let devices = 0
    const user = await changeUser(context, { action: "set_password", name }, async ({ id }) => {
      devices = await replacePassword(id, password_hash)
      return { before: null, after: { password: "(replaced)", forgotten_devices: devices } }
    })
    await context.sessions.endAllOf(user.id)
    tellPerson(context, user, { subject: "passwordSubject", text: "passwordChanged" })
    return { user_id: user.id, devices }
  },
)
