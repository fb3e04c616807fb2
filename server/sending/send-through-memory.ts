import type { FilmReply } from "../../interface/message.ts"
import { bufferPairs } from "./buffer-pairs.ts"
import type { Pace } from "./pacer.ts"
import { readRange } from "./range-bytes.ts"
import { sendAhead } from "./send-ahead.ts"
import type { Way } from "./send-film.ts"

const chunkBytes = 32 * 1024
/** For a peer that took more than `slowMs` for a piece: small enough that slowness is not taken for silence. */
const slowChunkBytes = 16 * 1024
const slowMs = 1000

/**
 * Sends what of a range follows `from`, through large buffers where there are some left and the peer is neither slow nor
 * paced, else through a small one; answers how far it came. Ends when the peer is gone.
 */
export async function sendThroughMemory(
  reply: FilmReply,
  from: number,
  way: Way,
  pace?: Pace,
): Promise<number> {
  const { length } = reply
  const chunk = Buffer.allocUnsafeSlow(Math.min(chunkBytes, length))
  let sent = from
  let isSlow = false
  while (sent < length && !way.gone.aborted) {
    const pair = isSlow || pace !== undefined ? undefined : bufferPairs.take()
    if (pair !== undefined) {
      sent = await sendAhead(reply, sent, pair, slowMs, way).finally(() => bufferPairs.giveBack(pair))
      // It goes on here only where the peer took its time.
      isSlow = true
      continue
    }
    const most = Math.min(isSlow ? slowChunkBytes : chunkBytes, length - sent)
    const leave = pace === undefined ? most : await pace.take(most)
    if (leave === 0) break
    const bytes = await readRange(reply, chunk.subarray(0, leave), sent)
    const startMs = performance.now()
    if (!(await way.outbox.send(bytes))) break
    isSlow = performance.now() - startMs > slowMs
    sent += bytes.length
    reply.progress(sent)
  }
  return sent
}
