import type { FastifyInstance, FastifyReply } from "fastify"
import { z } from "zod"
import { Failure } from "../../interface/failure.ts"
import { fieldProblem } from "../../interface/field-problem.ts"
import type { JsonObject } from "../../interface/wire/parse-json.ts"
import type { App } from "../app.ts"
import { answerWith } from "./answer-with.ts"
import { ask } from "./ask.ts"
import { cookieOf, dropCookie } from "./cookies.ts"
import { logInWithCookies } from "./log-in-with-cookies.ts"
import { otherMethods } from "./other-methods.ts"

const remembering = z.object({ remember: z.boolean().default(false) })

/** POST and DELETE /session: logging in and out by a cookie that no script of a page can read. */
export function sessionRoutes(gateway: FastifyInstance, app: App): void {
  gateway.post<{ Body: JsonObject | undefined }>("/session", async (request, reply) => {
    if (request.body === undefined) throw new Failure("BAD_JSON")
    const checked = remembering.safeParse(request.body)
    if (!checked.success) throw new Failure("BAD_FIELD", fieldProblem(checked.error))
    const answer = await logInWithCookies(app, request, reply, request.body, checked.data.remember)
    return answerWith(reply, answer)
  })

  gateway.delete("/session", async (request, reply) => {
    const forget_device = cookieOf(request, "device") !== undefined
    const message = { type: "logout", forget_device }
    try {
      const answer = await ask(app, request, reply, { message })
      forget(reply)
      return answerWith(reply, answer)
    } catch (error) {
      forget(reply)
      throw error
    }
  })
  otherMethods(gateway, "/session", ["POST", "DELETE"])
}

/** Last, since a session that was over may just have been begun anew. */
function forget(reply: FastifyReply): void {
  dropCookie(reply, "session")
  dropCookie(reply, "device")
}
