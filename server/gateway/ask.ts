import type { FastifyReply, FastifyRequest } from "fastify"
import type { JsonObject } from "../../interface/wire/parse-json.ts"
import type { App } from "../app.ts"
import { type Answer, dispatch, noBody, type TakeBody } from "../dispatch.ts"
import { recordAnswer } from "../record-answer.ts"
import { askedLocale } from "./asked-locale.ts"
import { handOver } from "./films/hand-over.ts"
import { OneRequest } from "./one-request.ts"
import { sessionFor } from "./session-for.ts"
import { track } from "./under-way.ts"

/** A message, and the film bytes that follow it where it takes some. */
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
  const presented = message.session ?? sessionFor(app, request, reply, message.type)
  const session = presented instanceof Promise ? await presented : presented
  const lang = message.lang ?? askedLocale(request)
  const peer = new OneRequest(app, request, reply)
  const work = app.database.run(async () =>
    handOver(app, await dispatch(app, peer, { ...message, session, lang }, takeBody)),
  )
  const answer = await track(app, work)
  const begun = app.sessions.ofConnection(peer.connectionId)
  if (begun !== undefined) await app.sessions.leave(peer.connectionId, app.settings.webSessionS * 1000)
  recordAnswer(app, answer, { way: "http", session: answer.session ?? begun, startMs })
  return answer
}
