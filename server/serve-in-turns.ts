import { setImmediate as nextTurn } from "node:timers/promises"
import type { Outbox } from "./outbox.ts"

/** Milliseconds that one peer's requests take of a turn of the event loop at most: somebody else's wait behind them. */
const mostMsInOneTurn = 5

/**
 * Answers a peer's requests one after the other until `next` has none, as fast as the peer takes the answers; `answer` is told
 * when each one began, in milliseconds of performance.now().
 */
export async function serveInTurns<Request>(
  outbox: Outbox,
  next: () => Request | undefined,
  answer: (request: Request, startMs: number) => Promise<void>,
): Promise<void> {
  let turnMs = performance.now()
  for (let request = next(); request !== undefined; request = next()) {
    const startMs = performance.now()
    if (startMs - turnMs > mostMsInOneTurn) {
      await nextTurn()
      turnMs = performance.now()
    }
    // What is answered already leaves even if this request takes its time.
    outbox.flushSoon()
    await answer(request, startMs)
    if (outbox.isFull) await outbox.drained()
  }
}
