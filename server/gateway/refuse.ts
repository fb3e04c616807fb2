import { randomUUID } from "node:crypto"
import type { FastifyReply, FastifyRequest } from "fastify"
import { Failure, refusal } from "../../interface/failure.ts"
import { PeerGone } from "../../interface/film.ts"
import type { App } from "../app.ts"
import { answerWith } from "./answer-with.ts"
import { askedLocale } from "./asked-locale.ts"

/** Answers a request that failed before or beside its message: with the refusal that the table of failures has for it. */
export function refuse(app: App, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = toFailure(app, error)
  const locale = askedLocale(request) ?? app.settings.lang
  // Fastify has the connection closed wherever a body could not be read; where all of it came, it may go on.
  reply.header("connection", reply.raw.shouldKeepAlive ? "keep-alive" : "close")
  return answerWith(reply, { code: failure.code, reply: refusal(failure, locale) })
}

/** The failure that an error is told as; what nobody expected is in the log, under the number that its sentence names. */
export function toFailure(app: Pick<App, "log" | "settings">, error: unknown): Failure {
  if (error instanceof Failure) return error
  const { code, statusCode } = isHttpError(error) ? error : {}
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return new Failure("FRAME_TOO_LARGE", { limit: app.settings.maxFrameBytesBeforeLogin })
  }
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    return new Failure("WRONG_MEDIA_TYPE", { types: "application/json" }, { cause: error })
  }
  // What a peer did wrong, in the words of a library: nothing that says more than that the request could not be read.
  if (typeof statusCode === "number" && statusCode < 500)
    return new Failure("BAD_REQUEST", {}, { cause: error })
  const incident = randomUUID()
  if (error instanceof PeerGone) app.log.debug({}, error.message)
  else app.log.error({ err: error, incident }, "an HTTP request failed unexpectedly")
  return new Failure("INTERNAL", { incident }, { cause: error })
}

/** Errors of Fastify and its plugins say more than their message; any other has neither of the two. */
function isHttpError(error: unknown): error is Error & { code?: unknown; statusCode?: unknown } {
  return error instanceof Error
}
