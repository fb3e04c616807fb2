import type { FastifyInstance, FastifyRequest } from "fastify"
import { Failure } from "../../interface/failure.ts"
import { parseJsonObject } from "../../interface/wire/parse-json.ts"
import type { App } from "../app.ts"
import { presentedSession } from "./presented-session.ts"
import { readBody } from "./read-body.ts"

/** Has bodies read as JSON objects, and as nothing else, within the limits that frames have over TCP. */
export function jsonBodies(gateway: FastifyInstance, app: App): void {
  const { frameS, maxDepth } = app.settings
  gateway.removeAllContentTypeParsers()
  gateway.addContentTypeParser(
    "application/json",
    async (request: FastifyRequest, body: FastifyRequest["raw"]) => {
      const limit = mostBytes(app, request)
      if (Number(request.headers["content-length"] ?? 0) > limit)
        throw new Failure("FRAME_TOO_LARGE", { limit })
      return parseJsonObject(await readBody(body, { limit, seconds: frameS }), maxDepth)
    },
  )
}

/** How many bytes of JSON may come from whoever asks: of strangers fewer. A session within the JSON comes too late for that. */
export function mostBytes({ sessions, settings }: App, request: FastifyRequest): number {
  const session = presentedSession(request)
  const isKnown = session !== undefined && sessions.find(session) !== undefined
  return isKnown ? settings.maxFrameBytes : settings.maxFrameBytesBeforeLogin
}
