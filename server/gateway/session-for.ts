import type { FastifyReply, FastifyRequest } from "fastify"
import type { App } from "../app.ts"
import { messageOf } from "../message-of.ts"
import { cookieOf } from "./cookies.ts"
import { logInByDevice } from "./log-in-by-device.ts"
import { bearerToken } from "./presented-session.ts"

/**
 * The session that a message of this type is asked under: that of the bearer token, else of the cookie; where that one is over
 * and the browser stays logged in, a new one. Throws Failure DEVICE_STOLEN, ACCOUNT_LOCKED or BUSY where that can't be.
 */
export function sessionFor(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  type: unknown,
): string | undefined | Promise<string | undefined> {
  const token = bearerToken(request)
  if (token !== undefined) return token
  const session = cookieOf(request, "session")
  if (session !== undefined && app.sessions.find(session) !== undefined) return session
  const device = cookieOf(request, "device")
  const access = messageOf(type)?.access ?? "anyone"
  // Whoever logs in, or asks for what everybody may have, needs no session first.
  if (device === undefined || access === "anyone") return session
  return logInByDevice(app, request, reply, device)
}
