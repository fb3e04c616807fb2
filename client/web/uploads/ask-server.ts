import type { MessageType, ReplyOf, RequestOf } from "../../../interface/protocol.ts"
import type { Locale } from "../../../interface/text/locale.ts"
import { Refused } from "../../refused.ts"
import { ConnectionLost, Trouble } from "../../trouble.ts"

/** Who asks: in which language, and until when. */
export type Asking = { readonly locale: Locale; readonly signal?: AbortSignal | undefined }

/** Where a message goes. */
export function addressOf(type: MessageType): string {
  return `/api/v1/${type}`
}

/** Asks the server over HTTP, the session being in a cookie. Throws Refused, or Trouble where no reply of Reelwire's comes. */
export async function askServer<Type extends MessageType>(
  type: Type,
  request: RequestOf<Type>,
  { locale, signal }: Asking,
): Promise<ReplyOf<Type>> {
  const headers = { "content-type": "application/json" }
  const body = JSON.stringify({ ...request, lang: locale })
  const sent = { method: "POST", headers, body, ...(signal === undefined ? {} : { signal }) }
  let status: number
  let text: string
  try {
    const response = await fetch(addressOf(type), sent)
    status = response.status
    text = await response.text()
  } catch (cause) {
    signal?.throwIfAborted()
    throw new ConnectionLost({ cause })
  }
  return readReply<Type>(status, text)
}

/** Takes a reply apart; a server that is away behind a proxy counts as a lost connection. */
export function readReply<Type extends MessageType>(status: number, text: string): ReplyOf<Type> {
  let reply: unknown
  try {
    reply = JSON.parse(text)
  } catch (cause) {
    throw status >= 500 ? new ConnectionLost({ cause }) : new Trouble("NOT_REELWIRE", {}, { cause })
  }
  if (!isReply<Type>(reply)) throw new Trouble("NOT_REELWIRE")
  if (!reply.flag) throw new Refused(reply)
  return reply
}

function isReply<Type extends MessageType>(
  reply: unknown,
): reply is ReplyOf<Type> & { readonly flag: boolean; readonly [key: string]: unknown } {
  return typeof reply === "object" && reply !== null && "flag" in reply && typeof reply.flag === "boolean"
}
