import type { FilmReply } from "../../interface/message.ts"
import type { BufferPair } from "./buffer-pairs.ts"
import { readRange } from "./range-bytes.ts"
import type { Way } from "./send-film.ts"
import { writeTurns } from "./write-turns.ts"

/**
 * Sends what follows `from`, reading the next bytes while the last ones are sent; answers how far it came. Ends when the
 * peer is gone, or took longer than `slowMs` for a buffer; nothing uses the pair any more then.
 */
export async function sendAhead(
  reply: FilmReply,
  from: number,
  pair: BufferPair,
  slowMs: number,
  { outbox, gone }: Way,
): Promise<number> {
  let sent = from
  let [filled, free] = pair
  let bytes = await readRange(reply, filled, sent)
  for (;;) {
    await writeTurns.next()
    const startMs = performance.now()
    const next = sent + bytes.length
    const hasMore = next < reply.length
    const [taken, ahead] = await Promise.allSettled([
      outbox.send(bytes),
      hasMore ? readRange(reply, free, next) : bytes,
    ])
    if (taken.status === "rejected") throw taken.reason
    if (!taken.value) return sent
    sent = next
    reply.progress(sent)
    if (ahead.status === "rejected") throw ahead.reason
    if (!hasMore || gone.aborted || performance.now() - startMs > slowMs) return sent
    bytes = ahead.value
    ;[filled, free] = [free, filled]
  }
}
