import type { Socket } from "node:net"
import { setTimeout as delay } from "node:timers/promises"
import type { FilmReply } from "../../interface/message.ts"
import type { Outbox } from "../outbox.ts"
import type { Pacer } from "./pacer.ts"
import { sendBySystem } from "./send-by-system.ts"
import { sendThroughMemory } from "./send-through-memory.ts"
import { openSystemSender } from "./system-sender.ts"

/** Where a film goes, and what is known of it. */
export type Way = {
  readonly socket: Socket
  readonly outbox: Outbox
  /** Says that the peer is gone. */
  readonly gone: AbortSignal
  readonly pacer: Pacer
  /** Whether the system may send by itself. */
  readonly maySystemSend: boolean
}

/**
 * Sends a range of a film after its wait; answers how many bytes the system took. Ends early, without an error, when the
 * peer goes away; throws what reading the film throws.
 */
export async function sendFilm(reply: FilmReply, way: Way): Promise<number> {
  const { waitMs, payer } = reply
  const { outbox, gone, pacer } = way
  outbox.flush()
  if (waitMs > 0) await delay(waitMs, undefined, { signal: gone }).catch(() => undefined)
  const pace = pacer.begin(payer, gone)
  if (pace !== undefined) return sendThroughMemory(reply, 0, way, pace).finally(() => pace.end())
  const sender = way.maySystemSend ? await openSystemSender(way.socket) : undefined
  if (sender === undefined) return sendThroughMemory(reply, 0, way)
  return sendBySystem(reply, sender, way).finally(() => sender.close())
}
