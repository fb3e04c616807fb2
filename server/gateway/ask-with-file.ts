import { once } from "node:events"
import type { FastifyReply, FastifyRequest } from "fastify"
import { Failure } from "../../interface/failure.ts"
import { fieldProblemTexts } from "../../interface/text/field-problems.ts"
import { parseJsonObject } from "../../interface/wire/parse-json.ts"
import type { App } from "../app.ts"
import type { Answer } from "../dispatch.ts"
import { ask } from "./ask.ts"
import { FilePart } from "./file-part.ts"
import { FormParts } from "./form-parts.ts"
import { mostBytes } from "./json-bodies.ts"
import { readBody } from "./read-body.ts"

/** What comes behind the last part is a few bytes: whoever takes longer for them may keep its connection to itself. */
const endMs = 1000

/** Has a message handled whose film bytes come with it, in a form of two parts: `request`, its JSON, and then `file`. */
export async function askWithFile(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  type: string,
): Promise<Answer> {
  const { frameS, maxDepth, uploadIdleS } = app.settings
  const parts = new FormParts(app, request, 2)
  const first = await parts.next()
  if (first?.fieldname !== "request") throw missing("request")
  const json = await readBody(first.file, { limit: mostBytes(app, request), seconds: frameS })
  const fields = parseJsonObject(json, maxDepth)
  const second = await parts.next()
  if (second?.fieldname !== "file") throw missing("file")
  const takeBody = (size: number): FilePart => new FilePart(second.file, size, uploadIdleS)
  const answer = await ask(app, request, reply, { message: { ...fields, type }, takeBody })
  if (second.file.readableEnded) await endOf(request)
  return answer
}

function missing(field: "request" | "file"): Failure {
  return new Failure("BAD_FIELD", { field, problem: fieldProblemTexts.missing })
}

/** Lets the end of a form arrive, so that its connection can bring the next request. */
async function endOf({ raw }: FastifyRequest): Promise<void> {
  if (raw.complete || raw.destroyed) return
  raw.resume()
  await once(raw, "end", { signal: AbortSignal.timeout(endMs) }).catch(() => undefined)
}
