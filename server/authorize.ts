import type { Peer, Session } from "../interface/context.ts"
import { Failure } from "../interface/failure.ts"
import type { Access } from "../interface/message.ts"
import type { App } from "./app.ts"

/**
 * Who asks, by the session that the request presents; undefined for nobody. Throws Failure NOT_LOGGED_IN or NOT_ALLOWED
 * where the message takes somebody else. A session in its grace time moves to the connection that presents it: only that
 * takes a promise.
 */
export function authorize(
  app: App,
  peer: Peer,
  access: Access,
  token: unknown,
): Session | undefined | Promise<Session | undefined> {
  const found = typeof token === "string" ? app.sessions.find(token) : undefined
  if (found?.grace === undefined) return allowed(access, found?.session)
  if (peer.isOneRequest) {
    app.sessions.touch(found.session.token)
    return allowed(access, found.session)
  }
  return app.sessions
    .adopt(found.session.token, peer.connectionId)
    .then((session) => allowed(access, session))
}

function allowed(access: Access, session: Session | undefined): Session | undefined {
  if (access !== "anyone" && session === undefined) throw new Failure("NOT_LOGGED_IN")
  if (session !== undefined && !mayDo(access, session.role)) throw new Failure("NOT_ALLOWED")
  return session
}

function mayDo(access: Access, role: Session["role"]): boolean {
  if (access === "anyone" || access === "member") return true
  if (access === "staff") return role !== null
  return role === "admin" || role === access
}
