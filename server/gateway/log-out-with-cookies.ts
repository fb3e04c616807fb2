import type { FastifyReply, FastifyRequest } from "fastify"
import type { App } from "../app.ts"
import type { Answer } from "../dispatch.ts"
import { ask } from "./ask.ts"
import { cookieOf, dropCookie } from "./cookies.ts"

/** Logs a browser out, which stays logged in no longer; its cookies go even where nobody was logged in. */
export async function logOutWithCookies(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Answer> {
  const forget_device = cookieOf(request, "device") !== undefined
  try {
    return await ask(app, request, reply, { message: { type: "logout", forget_device } })
  } finally {
    // Last, since a session that was over may just have been begun anew.
    dropCookie(reply, "session")
    dropCookie(reply, "device")
  }
}
