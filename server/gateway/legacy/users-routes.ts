import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import type { App } from "../../app.ts"
import { ask } from "../ask.ts"
import { logInWithCookies } from "../log-in-with-cookies.ts"
import { legacyFields, legacyPassword, legacyPhone } from "./legacy-fields.ts"
import { answerLegacy, refuseLegacy } from "./legacy-reply.ts"

/**
 * POST /users/regist {phone, password, code} and /users/login {phone, password}, as earlier services took them: the phone is the
 * name, and the code an invitation where members need one. Who logs in is answered with the home page.
 */
export function legacyUsersRoutes(gateway: FastifyInstance, app: App): void {
  const errorHandler = (error: unknown, _: FastifyRequest, reply: FastifyReply): FastifyReply =>
    refuseLegacy(app, error, reply)

  gateway.post("/users/regist", { errorHandler }, async (request, reply) => {
    const { phone: name, password, code } = legacyFields(request)
    const invitation = code === "" ? undefined : code
    const who = { name, password: legacyPassword(password), user_type: "user", phone: legacyPhone(name) }
    return answerLegacy(
      reply,
      await ask(app, request, reply, { message: { ...who, invitation, type: "register" } }),
    )
  })

  gateway.post("/users/login", { errorHandler }, async (request, reply) => {
    const { phone: name, password } = legacyFields(request)
    const who = { name, password: legacyPassword(password), user_type: "user" }
    const answer = await logInWithCookies(app, request, reply, who, false)
    return answer.code === 0 ? answerWithHomePage(reply) : answerLegacy(reply, answer)
  })
}

/** A browser that sent a form goes there, so that a reload sends nothing again; a program gets the page itself. */
function answerWithHomePage(reply: FastifyReply): FastifyReply {
  const isNavigation = reply.request.headers["sec-fetch-mode"] === "navigate"
  if (isNavigation || !reply.server.hasReplyDecorator("sendFile")) return reply.redirect("/", 303)
  return reply.header("cache-control", "no-store").sendFile("index.html")
}
