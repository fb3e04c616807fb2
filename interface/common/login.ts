import { z } from "zod"
import { foldName } from "../../db/fold-name.ts"
import { Notice } from "../../db/notice.ts"
import { User } from "../../db/user.ts"
import { now } from "../../orm/expression.ts"
import { Failure } from "../failure.ts"
import { accountName, bit, rowId, toBit, userType } from "../fields.ts"
import { vipIds } from "../is-vip.ts"
import { message } from "../message.ts"
import { newestThatFit } from "../newest-that-fit.ts"

/** login: begins a session of the connection. */
export const login = message(
  "login",
  {
    doc: "Begins a session, which ends with the connection (after a grace time in which it may be presented again). Which of name, password and kind was wrong isn't told.",
    access: "anyone",
    request: { name: accountName(), password: z.string().min(1).max(1024), user_type: userType },
    reply: {
      session: z.string().describe("goes with every later request"),
      is_vip: bit,
      user_id: rowId(),
      notice: z.array(z.object({ title: z.string(), content: z.string() })).describe("the newest notices"),
    },
    done: { en: "Logged in.", zh: "登录成功" },
    fails: ["BAD_LOGIN", "ACCOUNT_LOCKED", "TOO_MANY_FAILURES", "BUSY"],
  },
  async ({ loginGuard, passwords, peer, sessions, settings }, { name, password, user_type }) => {
    await loginGuard.wait(peer.address)
    const user = await User.first({ name_key: foldName(name) })
    const isRight = await passwords.verify(password, user?.password_hash)
    if (user === undefined || !isRight || user.user_type !== user_type) {
      throw new Failure(loginGuard.failed(peer) ? "TOO_MANY_FAILURES" : "BAD_LOGIN")
    }
    // Told only to who knows the password, so that nobody else learns which accounts there are.
    if (user.is_locked) throw new Failure("ACCOUNT_LOCKED")
    loginGuard.succeeded(peer)
    const renewed = passwords.isOutdated(user.password_hash)
      ? { password_hash: await passwords.hash(password) }
      : {}
    await User.update({ id: user.id }, { last_login: now(), ...renewed })
    const session = await sessions.open(peer.connectionId, {
      userId: user.id,
      userName: user.name,
      userType: user.user_type,
      role: user.role,
      deviceId: null,
    })
    // A lock that came between the look at the account and the session would have missed this session.
    if (await User.exists({ id: user.id, is_locked: true })) {
      await sessions.end(session.token)
      throw new Failure("ACCOUNT_LOCKED")
    }
    const vips = await vipIds([user])
    const notices = await Notice.select({}, { orderBy: "-id", limit: settings.noticesAtLogin })
    return {
      session: session.token,
      is_vip: toBit(vips.has(user.id)),
      user_id: user.id,
      notice: newestThatFit(
        notices.map(({ title, content }) => ({ title, content })),
        settings.maxListBytes,
      ),
    }
  },
)
