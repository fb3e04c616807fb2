import { setTimeout as pause } from "node:timers/promises"
import { z } from "zod"
import { Device } from "../../db/device.ts"
import { foldName } from "../../db/fold-name.ts"
import { User } from "../../db/user.ts"
import { checkPassword } from "../check-password.ts"
import { rememberDevice } from "../devices/remember-device.ts"
import { Failure } from "../failure.ts"
import { accountName, line, password, userType } from "../fields.ts"
import { message } from "../message.ts"
import { openSession, sessionReply } from "./open-session.ts"

/**
 * A wrong log-in is answered up to so much later than it could be: the microseconds by which a found row, or a hash of older
 * settings, differs from nothing drown in it, and a name's tries an hour are too few to average it away.
 */
const mostPauseMs = 20

/** login: begins a session of the connection. */
export const login = message(
  "login",
  {
    doc: "Begins a session, which ends with the connection (after a grace time in which it may be presented again). Which of name, password and kind was wrong isn't told.",
    access: "anyone",
    request: {
      name: accountName(),
      password: password(),
      user_type: userType,
      device_key: z
        .string()
        .regex(/^[A-Za-z0-9_-]{16,64}$/)
        .optional()
        .describe("lets this device stay logged in: a random id that it keeps"),
      device_name: line(64).optional().describe("the device's name for people; its address without it"),
    },
    reply: {
      ...sessionReply,
      device_token: z
        .string()
        .optional()
        .describe("where device_key was sent: what login_device takes next time"),
    },
    done: { en: "Logged in.", zh: "登录成功" },
    fails: ["BAD_LOGIN", "ACCOUNT_LOCKED", "TOO_MANY_FAILURES", "TOO_MANY_TRIES", "BUSY"],
  },
  async (context, { name, password, user_type, device_key, device_name }) => {
    const { loginGuard, passwords, peer } = context
    await loginGuard.wait(peer.address)
    // Somebody of the other kind is nobody here, so that nothing tells their password from a wrong one.
    const user = await User.first({ name_key: foldName(name), user_type, erase_time: null })
    const isRight = await checkPassword(context, { name, password, stored: user?.password_hash })
    if (user === undefined || !isRight) {
      await pause(Math.random() * mostPauseMs)
      throw new Failure(loginGuard.failed(peer) ? "TOO_MANY_FAILURES" : "BAD_LOGIN")
    }
    // Told only to who knows the password, so that nobody else learns which accounts there are.
    if (user.is_locked) throw new Failure("ACCOUNT_LOCKED")
    loginGuard.succeeded(peer)
    const { id, password_hash } = user
    if (passwords.isOutdated(password_hash)) {
      // Not over another password that was set meanwhile.
      await User.update({ id, password_hash }, { password_hash: await passwords.hash(password) })
    }
    const check = async ({ password_hash: present }: User): Promise<void> => {
      if (present === password_hash || (await passwords.verify(password, present))) return
      throw new Failure("BAD_LOGIN")
    }
    if (device_key === undefined) return openSession(context, user, { deviceId: null, check })
    const asking = { userId: id, deviceKey: device_key, name: device_name ?? peer.address }
    const { deviceId, deviceToken, seriesHash } = await rememberDevice(context, asking)
    try {
      return { ...(await openSession(context, user, { deviceId, check })), device_token: deviceToken }
    } catch (error) {
      await Device.delete({ id: deviceId, series_hash: seriesHash })
      throw error
    }
  },
)
