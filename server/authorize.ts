import type { Peer, Session } from "../interface/context.ts"
import { Failure } from "../interface/failure.ts"
import type { Access } from "../interface/message.ts"
import type { App } from "./app.ts"

/**
 * Who asks, by the session that the request presents; undefined for nobody. Throws Failure NOT_LOGGED_IN or NOT_ALLOWED
 * where the message takes somebody else. A session in its grace time moves to the connection that presents it.
 */
export async function authorize(
  app: App,
  peer: Peer,
  access: Access,
  token: unknown,
): Promise<Session | undefined> {
  const found = typeof token === "string" ? app.sessions.find(token) : undefined
  if (found?.isInGrace) await app.sessions.adopt(found.session.token, peer.connectionId)
  if (access === "anyone") return found?.session
  if (found === undefined) throw new Failure("NOT_LOGGED_IN")
  if (access === "admin" && found.session.userType !== "admin") throw new Failure("NOT_ALLOWED")
  return found.session
}
