import type { FastifyReply, FastifyRequest } from "fastify"
import type { JsonObject } from "../../interface/wire/parse-json.ts"
import type { App } from "../app.ts"
import type { Answer } from "../dispatch.ts"
import { ask } from "./ask.ts"
import { browserName } from "./browser-name.ts"
import { cookieOf, dropCookie, keepCookie } from "./cookies.ts"
import { deviceCookieText, newDeviceKey, readDeviceCookie } from "./device-cookie.ts"

/**
 * Logs a browser in: the session, and the token by which it stays logged in where it asks for that, go into its cookies and
 * not into the reply. What session it had ends, as over a connection that logs in again.
 */
export async function logInWithCookies(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  fields: JsonObject,
  remember: boolean,
): Promise<Answer> {
  const before = { session: cookieOf(request, "session"), device: cookieOf(request, "device") ?? "" }
  const key = readDeviceCookie(before.device)?.key ?? newDeviceKey()
  const device_name = fields.device_name ?? browserName(request.headers["user-agent"])
  const device = remember ? { device_key: key, device_name } : { device_key: undefined }
  const message = { ...fields, ...device, type: "login", session: undefined }
  const answer = await ask(app, request, reply, { message })
  const { session, device_token, ...shown }: JsonObject = { ...answer.reply }
  if (typeof session !== "string") return answer
  keepCookie(reply, "session", session)
  if (typeof device_token === "string") {
    const text = deviceCookieText({ key, token: device_token })
    keepCookie(reply, "device", text, app.settings.rememberDays)
  } else if (before.device !== "") {
    // It may be another person's.
    dropCookie(reply, "device")
  }
  if (before.session !== undefined) await app.sessions.end(before.session)
  return { ...answer, reply: shown }
}
