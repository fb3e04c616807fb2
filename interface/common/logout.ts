import { message } from "../message.ts"

/** logout: ends the session that the request presents. */
export const logout = message(
  "logout",
  {
    doc: "Ends the session; the connection stays usable.",
    access: "member",
    request: {},
    reply: {},
    done: { en: "Logged out.", zh: "已退出登录" },
    fails: [],
  },
  async ({ session, sessions }) => {
    await sessions.end(session.token)
    return {}
  },
)
