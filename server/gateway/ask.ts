import type { FastifyReply, FastifyRequest } from "fastify"
import { describeFailure } from "../../interface/failure.ts"
import { localeOf } from "../../interface/text/locale.ts"
import type { JsonObject } from "../../interface/wire/parse-json.ts"
import type { App } from "../app.ts"
import { type Answer, dispatch, type TakeBody } from "../dispatch.ts"
import { logRequest } from "../log-request.ts"
import { oneRequest } from "./one-request.ts"
import { presentedSession } from "./presented-session.ts"

/** A message, and the session that goes with it where it names none itself. */
export type Asked = { readonly message: JsonObject; readonly takeBody?: TakeBody }

/**
 * Has a message handled that came by an HTTP request, as if it had come over TCP, and answers what is to be answered. A session
 * that it began lives on without a connection.
 */
export async function ask(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  { message, takeBody = noBody }: Asked,
): Promise<Answer> {
  const startMs = performance.now()
  const peer = oneRequest(app, request, reply)
  const session = message.session ?? presentedSession(request)
  const lang = message.lang ?? localeOf(request.headers["accept-language"])
  const answer = await app.database.run(() => dispatch(app, peer, { ...message, session, lang }, takeBody))
  const begun = app.sessions.ofConnection(peer.connectionId)
  if (begun !== undefined) await app.sessions.leave(peer.connectionId, app.settings.webSessionS * 1000)
  logRequest(app.log, answer, answer.session ?? begun, startMs, undefined)
  return answer
}

/** Answers with a reply as it is over TCP, and the HTTP status of its code. */
export function answerWith(
  reply: FastifyReply,
  { code, reply: body }: Pick<Answer, "code" | "reply">,
): FastifyReply {
  return reply.code(code === 0 ? 200 : describeFailure(code).httpStatus).send(body)
}

function noBody(): never {
  throw new Error("a message with film bytes came without any")
}
