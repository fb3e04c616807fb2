import type { FastifyInstance } from "fastify"
import { z } from "zod"
import { Failure } from "../../interface/failure.ts"
import { fieldProblem } from "../../interface/field-problem.ts"
import type { JsonObject } from "../../interface/wire/parse-json.ts"
import type { App } from "../app.ts"
import { answerWith } from "./answer-with.ts"
import { logInWithCookies } from "./log-in-with-cookies.ts"
import { logOutWithCookies } from "./log-out-with-cookies.ts"
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

  gateway.delete("/session", async (request, reply) =>
    answerWith(reply, await logOutWithCookies(app, request, reply)),
  )
  otherMethods(gateway, "/session", ["POST", "DELETE"])
}
