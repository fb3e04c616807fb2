import { hash } from "node:crypto"
import type { FastifyInstance, FastifyRequest } from "fastify"
import { Failure } from "../../interface/failure.ts"
import type { Message } from "../../interface/message.ts"
import { protocol } from "../../interface/protocol.ts"
import type { JsonObject } from "../../interface/wire/parse-json.ts"
import type { App } from "../app.ts"
import { answerWith } from "./answer-with.ts"
import { ask } from "./ask.ts"
import { askWithFile } from "./ask-with-file.ts"
import { isKnown } from "./is-known.ts"
import { otherMethods } from "./other-methods.ts"
import { queryReader } from "./read-query.ts"

/** Below this every message has its address. */
const prefix = "/api/v1/"
const messages: readonly Message[] = protocol

/**
 * Every message of the table at /api/v1/<type>: by POST with its fields as a JSON object, or as a form where film bytes come with
 * it; those that change nothing by GET as well.
 */
export function apiRoutes(gateway: FastifyInstance, app: App): void {
  for (const message of messages) {
    const url = `${prefix}${message.type}`
    if (message.film === "request") takeFile(gateway, app, url, message)
    else takeJson(gateway, app, url, message)
    if (message.reads) takeQuery(gateway, app, url, message)
    otherMethods(gateway, url, message.reads ? ["GET", "HEAD", "POST"] : ["POST"])
  }
  const unknown = (): never => {
    throw new Failure("UNKNOWN_TYPE")
  }
  gateway.all(`${prefix}*`, { onRequest: async () => unknown() }, unknown)
}

function takeJson(gateway: FastifyInstance, app: App, url: string, { type }: Message): void {
  gateway.post<{ Body: JsonObject | undefined }>(url, async (request, reply) => {
    const { body } = request
    if (request.isMultipart()) throw new Failure("WRONG_MEDIA_TYPE", { types: "application/json" })
    if (body === undefined) throw new Failure("BAD_JSON")
    return answerWith(reply, await ask(app, request, reply, { message: { ...body, type } }))
  })
}

function takeFile(gateway: FastifyInstance, app: App, url: string, { type }: Message): void {
  const checkType = async ({ headers }: FastifyRequest): Promise<void> => {
    if (/^multipart\/form-data\b/i.test(headers["content-type"] ?? "")) return
    throw new Failure("WRONG_MEDIA_TYPE", { types: "multipart/form-data" })
  }
  gateway.post(url, { onRequest: checkType }, async (request, reply) =>
    answerWith(reply, await askWithFile(app, request, reply, type)),
  )
}

function takeQuery(gateway: FastifyInstance, app: App, url: string, message: Message): void {
  const { type } = message
  const fieldsOf = queryReader(message)
  gateway.get<{ Querystring: JsonObject }>(url, async (request, reply) => {
    const answer = await ask(app, request, reply, { message: { ...fieldsOf(request.query), type } })
    if (answer.code !== 0) return answerWith(reply, answer)
    const text = JSON.stringify(answer.reply)
    const tag = `"${hash("sha256", text, "base64url")}"`
    reply.header("etag", tag).header("cache-control", "private, no-cache").header("vary", varies)
    return isKnown(request, tag) ? reply.code(304).send() : answerWith(reply, answer, text)
  })
}

/** Who asks, in which language, and from where makes another answer of the same address. */
const varies = "Authorization, Cookie, Accept-Language, Origin"
