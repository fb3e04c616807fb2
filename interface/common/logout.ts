import { Device } from "../../db/device.ts"
import { oneOrZero } from "../fields.ts"
import { message } from "../message.ts"

/** logout: ends the session that the request presents. */
export const logout = message(
  "logout",
  {
    doc: "Ends the session; the connection stays usable.",
    access: "member",
    request: {
      forget_device: oneOrZero()
        .default(false)
        .describe("1: the session's device stays logged in no longer, and all its sessions end"),
    },
    reply: {},
    done: { en: "Logged out.", zh: "已退出登录" },
    fails: [],
  },
  async ({ session, sessions }, { forget_device }) => {
    if (forget_device && session.deviceId !== null) {
      await Device.delete({ id: session.deviceId, user_id: session.userId })
      await sessions.endDevice(session.deviceId)
    }
    await sessions.end(session.token)
    return {}
  },
)
