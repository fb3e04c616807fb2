import { z } from "zod"
import type { FailureCode } from "../../../interface/failure.ts"
import type { Fields, Message } from "../../../interface/message.ts"
import { protocol } from "../../../interface/protocol.ts"
import type { JsonObject } from "../../../interface/wire/parse-json.ts"
import packageJson from "../../../package.json" with { type: "json" }
import { otherPaths } from "./other-paths.ts"
import { anyRefusal, refusalSchema, refusalsByStatus } from "./refusals.ts"

const messages: readonly Message[] = protocol

const about = `Every message of Reelwire's protocol, as one request. A reply has \`flag\`, \`msg\` (a sentence for a person) and \`code\`: 0,
or the name of a failure, whose HTTP status goes with it. Unknown keys of a request are ignored. \`lang\` ("en" or "zh") or
Accept-Language is the language of \`msg\`; \`id\` comes back with the reply.

Programs log in with the message login and send its \`session\` as a bearer token. It ends some time after its last use
(REELWIRE_WEB_SESSION_S). Browsers log in at /session and have cookies that no script can read. \`password\` is, as a rule, the
lower-case hexadecimal md5 of what the person typed.`

/** The OpenAPI 3.1 document of the gateway, made from the table of messages and the table of failures. */
export function describeApi(): JsonObject {
  return {
    openapi: "3.1.0",
    info: {
      title: "Reelwire",
      version: packageJson.version,
      description: about,
      license: { name: packageJson.license, identifier: packageJson.license },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "messages", description: "The table of messages." },
      { name: "browsers", description: "Logging in by cookie." },
      { name: "files", description: "Films, posters and pictures." },
    ],
    paths: {
      ...Object.fromEntries(messages.map((message) => [`/api/v1/${message.type}`, pathOf(message)])),
      ...otherPaths,
    },
    components: {
      schemas: { Refusal: refusalSchema },
      responses: { Refused: anyRefusal },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "The session that login answers." },
        cookie: {
          type: "apiKey",
          in: "cookie",
          name: "reelwire-session",
          description: "What /session sets; under TLS its name begins with __Host-.",
        },
      },
    },
  }
}

function pathOf(message: Message): JsonObject {
  const { type, request, reads, film } = message
  const post = operation(message, { operationId: type, requestBody: bodyOf(request, film) })
  if (!reads) return { post }
  const unchanged = { "304": { description: "It is what If-None-Match says." } }
  const get = operation(message, { operationId: `${type}_get`, parameters: parametersOf(request) }, unchanged)
  return { get, post }
}

function operation(message: Message, parts: JsonObject, answers: JsonObject = {}): JsonObject {
  const { type, doc, access, reply } = message
  return {
    ...parts,
    tags: ["messages"],
    summary: type,
    description: `${doc} Sent by: ${access}.`,
    security: access === "anyone" ? [{}] : [{ bearer: [] }, { cookie: [] }],
    responses: {
      "200": { description: message.done.en, content: json(replySchema(reply)) },
      ...answers,
      ...refusalsByStatus(failuresOf(message)),
      default: { $ref: "#/components/responses/Refused" },
    },
  }
}

/** What a message may be refused with because of what it is; what any request can meet stands once. */
function failuresOf({ access, fails, film }: Message): readonly FailureCode[] {
  const own: FailureCode[] = [...fails, "BAD_FIELD"]
  if (access !== "anyone") own.push("NOT_LOGGED_IN")
  if (access !== "anyone" && access !== "member") own.push("NOT_ALLOWED")
  if (film === "request") own.push("WRONG_SIZE", "FILM_TOO_LARGE")
  return own
}

function bodyOf(request: Fields, film: Message["film"]): JsonObject {
  const fields = schemaOf(request)
  if (film !== "request") return { required: true, content: json(fields) }
  const file = {
    type: "string",
    contentMediaType: "application/octet-stream",
    description: "file_size bytes",
  }
  const schema = {
    type: "object",
    description: "In this order.",
    properties: { request: fields, file },
    required: ["request", "file"],
  }
  const encoding = {
    request: { contentType: "application/json" },
    file: { contentType: "application/octet-stream" },
  }
  return { required: true, content: { "multipart/form-data": { schema, encoding } } }
}

function parametersOf(request: Fields): JsonObject[] {
  return Object.entries(request).map(([name, field]) => {
    const { description, ...schema } = jsonSchemaOf(field)
    const required = !field.safeParse(undefined).success
    return { name, in: "query", required, schema, ...(description === undefined ? {} : { description }) }
  })
}

/** A reply's own keys beside those that every reply has. */
function replySchema(reply: Fields): JsonObject {
  const every = { flag: z.literal(true), msg: z.string(), code: z.literal(0) }
  return schemaOf({ ...every, ...reply })
}

function schemaOf(fields: Fields): JsonObject {
  return jsonSchemaOf(z.object(fields))
}

function jsonSchemaOf(field: z.ZodType): JsonObject {
  const { $schema: _, ...schema } = z.toJSONSchema(field, { io: "input", unrepresentable: "any" })
  return schema
}

function json(schema: JsonObject): JsonObject {
  return { "application/json": { schema } }
}
