import { z } from "zod"
import { Device } from "../../db/device.ts"
import { User } from "../../db/user.ts"
import { accountName, count, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { changeUser } from "./change-user.ts"

/** set_password: a new password for somebody who lost theirs. */
export const setPassword = message(
  "set_password",
  {
    doc: "Gives somebody else's account a new password: its sessions end at once, and none of its devices stays logged in.",
    access: "admin",
    request: {
      name: accountName(),
      password: z
        .string()
        .min(1)
        .max(1024)
        .describe("the new one, as a rule as the lower-case hex md5 of what is typed"),
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
    const { id } = await changeUser(context, { action: "set_password", name }, async (user) => {
      await User.update({ id: user.id }, { password_hash })
      devices = await Device.delete({ user_id: user.id })
      return { before: null, after: { password: "(replaced)", forgotten_devices: devices } }
    })
    await context.sessions.endAllOf(id)
    return { user_id: id, devices }
  },
)
