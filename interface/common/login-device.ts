import { z } from "zod"
import { Device } from "../../db/device.ts"
import { User } from "../../db/user.ts"
import { rotateDevice } from "../devices/rotate-device.ts"
import { Failure } from "../failure.ts"
import { userType } from "../fields.ts"
import { message } from "../message.ts"
import { fieldProblemTexts } from "../text/field-problems.ts"
import { openSession, sessionReply } from "./open-session.ts"

/** login_device: begins a session of the connection for a device that stays logged in. */
export const loginDevice = message(
  "login_device",
  {
    doc: "Begins a session without a password, for a device that stays logged in. The device chooses the token that counts from now on and keeps it before it asks: where no reply comes, it sends the very same request again. A token that was used before, with another next one, was stolen: then the device is forgotten, all sessions of the person end, and they are told by a notice.",
    access: "anyone",
    request: {
      device_token: z
        .string()
        .min(1)
        .max(300)
        .describe("what login answered, or the same series with the token that was chosen last"),
      next_token: z
        .string()
        .regex(/^[A-Za-z0-9_-]{43,128}$/)
        .describe("256 random bits in base64url: the token from now on, behind the series and its dot"),
    },
    reply: { ...sessionReply, name: z.string(), user_type: userType },
    done: { en: "Logged in.", zh: "登录成功" },
    fails: ["DEVICE_FORGOTTEN", "DEVICE_STOLEN", "ACCOUNT_LOCKED", "BUSY"],
  },
  async (context, { device_token, next_token }) => {
    if (device_token.endsWith(`.${next_token}`)) {
      throw new Failure("BAD_FIELD", { field: "next_token", problem: fieldProblemTexts.invalid })
    }
    const { id, user_id, series_hash } = await rotateDevice(context, device_token, next_token)
    const user = await User.first({ id: user_id, erase_time: null })
    if (user === undefined) throw new Failure("DEVICE_FORGOTTEN")
    if (user.is_locked) throw new Failure("ACCOUNT_LOCKED")
    context.loginGuard.succeeded(context.peer)
    const keys = await openSession(context, user, {
      deviceId: id,
      check: async () => {
        if (!(await Device.exists({ id, series_hash }))) throw new Failure("DEVICE_FORGOTTEN")
      },
    })
    return { ...keys, name: user.name, user_type: user.user_type }
  },
)
