import type { FastifyReply, FastifyRequest } from "fastify"
import { readDeviceToken } from "../../interface/devices/device-token.ts"
import { Failure } from "../../interface/failure.ts"
import type { JsonObject } from "../../interface/wire/parse-json.ts"
import type { App } from "../app.ts"
import { type Answer, dispatch, noBody } from "../dispatch.ts"
import { recordAnswer } from "../record-answer.ts"
import { dropCookie, keepCookie } from "./cookies.ts"
import { deviceCookieText, nextDeviceToken, readDeviceCookie } from "./device-cookie.ts"
import { OneRequest } from "./one-request.ts"
import { track } from "./under-way.ts"

/** How long a log-in answers requests that were sent before its cookies arrived. */
const keptMs = 10_000

/** What came of a log-in, and the token from then on. */
type LoggedIn = { readonly answer: Answer; readonly token: string }

const underWay = new WeakMap<App, Map<string, Promise<LoggedIn>>>()

/**
 * Logs a browser in that stays logged in, and gives it its new cookies: once, for however many requests show the same token.
 * Answers the session; undefined where the device was forgotten. Throws Failure DEVICE_STOLEN, ACCOUNT_LOCKED or BUSY.
 */
export async function logInByDevice(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  cookie: string,
): Promise<string | undefined> {
  const device = readDeviceCookie(cookie)
  if (device === undefined) return forget(reply)
  const { answer, token } = await oncePerToken(app, device.token, () =>
    logIn(app, request, reply, device.token),
  )
  const { session }: JsonObject = { ...answer.reply }
  if (typeof session === "string") {
    keepCookie(reply, "session", session)
    keepCookie(reply, "device", deviceCookieText({ ...device, token }), app.settings.rememberDays)
    return session
  }
  if (answer.code === "DEVICE_FORGOTTEN" || answer.code === "DEVICE_STOLEN") forget(reply)
  if (answer.code === "DEVICE_FORGOTTEN" || answer.code === 0) return undefined
  // What went wrong unexpectedly stands in the log; the next request tries again.
  throw new Failure(answer.code === "INTERNAL" ? "BUSY" : answer.code)
}

function forget(reply: FastifyReply): undefined {
  dropCookie(reply, "session")
  dropCookie(reply, "device")
}

function oncePerToken(app: App, token: string, work: () => Promise<LoggedIn>): Promise<LoggedIn> {
  const logins = underWay.get(app) ?? new Map<string, Promise<LoggedIn>>()
  underWay.set(app, logins)
  const before = logins.get(token)
  if (before !== undefined) return before
  const login = work()
  logins.set(token, login)
  const end = (): void => void logins.delete(token)
  login.then(({ answer }) => {
    if (answer.code === 0) setTimeout(end, keptMs).unref()
    else end()
  }, end)
  return login
}

async function logIn(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  device_token: string,
): Promise<LoggedIn> {
  const startMs = performance.now()
  const peer = new OneRequest(app, request, reply)
  const series = readDeviceToken(device_token)?.series
  const work = app.database.run(async () => {
    const next_token = await nextDeviceToken(device_token)
    const message = { type: "login_device", device_token, next_token }
    const answer = await dispatch(app, peer, message, noBody)
    await app.sessions.leave(peer.connectionId, app.settings.webSessionS * 1000)
    recordAnswer(app, answer, { way: "http", session: app.sessions.ofConnection(peer.connectionId), startMs })
    return { answer, token: `${series}.${next_token}` }
  })
  return track(app, work)
}
