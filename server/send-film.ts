import { setTimeout as delay } from "node:timers/promises"
import type { FilmReply } from "../interface/message.ts"
import type { Outbox } from "./outbox.ts"

const pieceBytes = 256 * 1024
/** For a peer that took more than a second for a piece: small enough that slowness is not taken for silence. */
const slowPieceBytes = 16 * 1024
const slowMs = 1000

/**
 * Sends a range of a film after its wait through one buffer, whatever its size; answers how many bytes the system took.
 * Ends early, without an error, when the peer goes away or `signal` says so; throws what reading the film throws.
 */
export async function sendFilm(
  { film, offset, length, waitMs }: FilmReply,
  outbox: Outbox,
  signal: AbortSignal,
): Promise<number> {
  outbox.flush()
  if (waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => undefined)
  const buffer = Buffer.allocUnsafeSlow(pieceBytes)
  let sent = 0
  let mostBytes = pieceBytes
  while (sent < length && !signal.aborted) {
    const bytes = await film.read(buffer.subarray(0, Math.min(mostBytes, length - sent)), offset + sent)
    if (bytes === 0) throw new Error(`the stored film ends at ${offset + sent} of ${film.size} bytes`)
    const startMs = performance.now()
    const wasTaken = await outbox.send(buffer.subarray(0, bytes)).then(
      () => true,
      () => false,
    )
    if (!wasTaken) break
    sent += bytes
    mostBytes = performance.now() - startMs > slowMs ? slowPieceBytes : pieceBytes
  }
  return sent
}
