import type { FastifyInstance } from "fastify"
import { Failure } from "../../interface/failure.ts"
import type { JsonObject } from "../../interface/wire/parse-json.ts"
import type { App } from "../app.ts"
import { answerWith, ask } from "./ask.ts"

/** POST /api/v1/<type>: every message of the table, with its fields as a JSON object. */
export function apiRoutes(gateway: FastifyInstance, app: App): void {
  gateway.post<{ Params: { type: string }; Body: JsonObject | undefined }>(
    "/api/v1/:type",
    async (request, reply) => {
      const { type } = request.params
      if (request.body === undefined) throw new Failure("BAD_JSON")
      const answer = await ask(app, request, reply, { message: { ...request.body, type } })
      return answerWith(reply, answer)
    },
  )
}
