import type { FastifyInstance } from "fastify"
import type { JsonObject } from "../../../interface/wire/parse-json.ts"
import type { App } from "../../app.ts"
import { answerWith } from "../answer-with.ts"
import { ask } from "../ask.ts"
import { logInWithCookies } from "../log-in-with-cookies.ts"
import { logOutWithCookies } from "../log-out-with-cookies.ts"
import { isTicked, legacyFields, legacyGender, legacyPassword } from "./legacy-fields.ts"

/**
 * POST /register, /login, /logout and /forget {username, password, gender, rememberme}, as earlier services took them, for
 * members unless they say `user_type`; the replies are those of our own messages, and who is logged in stands in a cookie.
 */
export function legacyAccountRoutes(gateway: FastifyInstance, app: App): void {
  gateway.post("/register", async (request, reply) => {
    const { gender, rememberme, invitation, ...fields } = legacyFields(request)
    const who = credentialsIn(fields)
    const message = { ...who, type: "register", gender: legacyGender(gender), invitation }
    const answer = await ask(app, request, reply, { message })
    if (answer.code === 0 && isTicked(rememberme)) await logInWithCookies(app, request, reply, who, true)
    return answerWith(reply, answer)
  })

  gateway.post("/login", async (request, reply) => {
    const fields = legacyFields(request)
    const isRemembered = isTicked(fields.rememberme)
    return answerWith(reply, await logInWithCookies(app, request, reply, credentialsIn(fields), isRemembered))
  })

  gateway.post("/logout", async (request, reply) =>
    answerWith(reply, await logOutWithCookies(app, request, reply)),
  )

  // They don't say by which way the code is to come: by the one that the server has, first by mail.
  gateway.post("/forget", async (request, reply) => {
    const { username: name } = legacyFields(request)
    const [first = "email", ...more] = (["email", "phone"] as const).filter((way) =>
      app.messenger.canSend(way),
    )
    const forget = (way: string) =>
      ask(app, request, reply, { message: { type: "forgot_password", name, way } })
    const answer = await forget(first)
    for (const way of more) await forget(way)
    return answerWith(reply, answer)
  })
}

function credentialsIn({ username, password, user_type = "user" }: JsonObject): JsonObject {
  return { name: username, password: legacyPassword(password), user_type }
}
