import type { MessageType, ReplyOf, RequestOf } from "../../../interface/protocol.ts"
import type { JsonObject } from "../../../interface/wire/parse-json.ts"
import { isRefusal, Refused } from "../../refused.ts"
import { isRepeatable, isSlow } from "../../repeatable.ts"
import { locale } from "../state/locale.ts"
import { ConnectionLost } from "./connection-lost.ts"
import { healed, openSocket, request as send, wantSocket } from "./link.ts"
import type { PostOptions } from "./post.ts"

/** The messages whose request has no bytes of a film or a picture behind it. */
export type CallType = Exclude<MessageType, "upload_movie" | "send_piece" | "set_poster">

/** What a reply says: its own keys, and a sentence for a person. */
export type Answer<Type extends MessageType> = ReplyOf<Type> & { readonly msg: string }

/** What a call takes beside its request; with `quietly`, nobody is led to the log-in page by it. */
type CallOptions = { readonly signal?: AbortSignal | undefined; readonly quietly?: boolean }

const slowMs = 15 * 60_000
const quietMs = 60_000
const strangerListeners = new Set<() => void>()

/** Tells each time when the server says that nobody is logged in. */
export function onStranger(listener: () => void): void {
  strangerListeners.add(listener)
}

/**
 * Sends a message and answers its reply, over the socket, or by a request of its own while the socket is down. Throws Refused
 * when the server says no, and ConnectionLost when nobody knows whether it heard the request: a message that may be sent twice
 * waits instead until the server is back, and is sent again.
 */
export async function call<Type extends CallType>(
  type: Type,
  request: RequestOf<Type>,
  { signal, quietly = false }: CallOptions = {},
): Promise<Answer<Type>> {
  const options = { signal, quietMs: isSlow(type) ? slowMs : quietMs }
  for (;;) {
    try {
      return answerOf<Type>(await transmit(type, request, options))
    } catch (error) {
      if (!(error instanceof ConnectionLost && isRepeatable(type))) {
        if (!quietly && isRefusal(error, "NOT_LOGGED_IN")) for (const tell of strangerListeners) tell()
        throw error
      }
    }
    await healed(signal)
  }
}

async function transmit(type: CallType, request: object, options: PostOptions): Promise<JsonObject> {
  const frame = { ...request, lang: locale.value }
  // A socket's requests are answered one after the other: what takes long would hold up the rest.
  const socket = isSlow(type) ? undefined : openSocket()
  if (socket === undefined) return await post(type, frame, options)
  const reply = await socket.request({ type, ...frame }, options)
  if (reply.code !== "NOT_LOGGED_IN") return reply
  // The session has ended: a device that stays logged in gets another one, which only a request of its own can set as a cookie.
  const again = await post(type, frame, options)
  if (again.flag === true) wantSocket()
  return again
}

function post(type: CallType, frame: object, options: PostOptions): Promise<JsonObject> {
  return send("POST", `/api/v1/${type}`, frame, options)
}

function answerOf<Type extends CallType>(reply: JsonObject): Answer<Type> {
  if (reply.flag !== true) throw new Refused(reply)
  if (isAnswer<Type>(reply)) return reply
  throw new ConnectionLost()
}

/** The page and the server are of one version, so a reply that says yes has the keys of its declaration. */
function isAnswer<Type extends CallType>(reply: JsonObject): reply is Answer<Type> & JsonObject {
  return reply.flag === true
}
