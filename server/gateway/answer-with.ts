import { Readable } from "node:stream"
import type { FastifyReply } from "fastify"
import { describeFailure } from "../../interface/failure.ts"
import type { Answer } from "../dispatch.ts"

/** How long whoever is refused may still send: its system drops a refusal unread that a closed connection brings. */
const lingerMs = 2000

/**
 * Answers with a reply as it is over TCP, the HTTP status of its code, and when to come again where that is known. Where a part
 * of the request is still to come, which nobody will read, the connection is closed.
 */
export function answerWith(
  reply: FastifyReply,
  { code, reply: body }: Pick<Answer, "code" | "reply">,
  text: string = JSON.stringify(body),
): FastifyReply {
  if (code !== 0) {
    const { httpStatus, closes } = describeFailure(code)
    reply.code(httpStatus)
    const seconds = secondsToWait(body)
    if (seconds !== undefined) reply.header("retry-after", seconds)
    // HTTP wants to hear how one logs in; a browser asks nobody for a bearer token.
    if (httpStatus === 401) reply.header("www-authenticate", "Bearer")
    if (closes) reply.header("connection", "close")
  }
  reply.header("content-type", "application/json; charset=utf-8")
  return hasMoreToSend(reply) ? answerUnread(reply, text) : reply.send(text)
}

/** Seconds after which the same request may go better. */
function secondsToWait(body: object): number | undefined {
  if ("code" in body && body.code === "BUSY") return 1
  const seconds = "seconds" in body ? body.seconds : "estimate_s" in body ? body.estimate_s : undefined
  return typeof seconds === "number" ? Math.ceil(seconds) : undefined
}

function hasMoreToSend({ request: { raw } }: FastifyReply): boolean {
  const { "content-length": length = "0", "transfer-encoding": encoding } = raw.headers
  return !raw.complete && (length !== "0" || encoding !== undefined)
}

/** Sends all of the answer at once, and ends it only after what its peer still sends was taken for a moment. */
function answerUnread(reply: FastifyReply, text: string): FastifyReply {
  const { raw } = reply.request
  const bytes = Buffer.from(text)
  const answer = new Readable({ read: () => undefined })
  const end = (): void => {
    clearTimeout(timer)
    if (!answer.readableEnded && !answer.destroyed) answer.push(null)
  }
  const timer = setTimeout(end, lingerMs)
  raw.once("end", end).once("close", end)
  // Whoever was about to read it stopped.
  raw.unpipe()
  raw.resume()
  answer.push(bytes)
  return reply.header("connection", "close").header("content-length", bytes.length).send(answer)
}
