import type { CookieSerializeOptions } from "@fastify/cookie"
import type { FastifyInstance, FastifyRequest } from "fastify"
import { Failure } from "../../interface/failure.ts"
import type { JsonObject } from "../../interface/wire/parse-json.ts"
import type { App } from "../app.ts"
import { answerWith, ask } from "./ask.ts"
import { sessionCookie } from "./presented-session.ts"

/** POST and DELETE /session: logging in and out by a cookie that no script of a page can read. */
export function sessionRoutes(gateway: FastifyInstance, app: App): void {
  gateway.post<{ Body: JsonObject | undefined }>("/session", async (request, reply) => {
    if (request.body === undefined) throw new Failure("BAD_JSON")
    const answer = await ask(app, request, reply, { message: { ...request.body, type: "login" } })
    const { session, ...shown }: JsonObject = { ...answer.reply }
    if (typeof session === "string") reply.setCookie(sessionCookie(request), session, cookieOf(request))
    return answerWith(reply, { ...answer, reply: shown })
  })

  gateway.delete("/session", async (request, reply) => {
    const answer = await ask(app, request, reply, { message: { type: "logout" } })
    reply.clearCookie(sessionCookie(request), cookieOf(request))
    return answerWith(reply, answer)
  })
}

/** Not for scripts, not sent by other sites' pages, and under TLS alone where there is TLS. */
function cookieOf(request: FastifyRequest): CookieSerializeOptions {
  return { path: "/", httpOnly: true, sameSite: "strict", secure: request.protocol === "https" }
}
