import { setTimeout as pause } from "node:timers/promises"
import { Refused } from "../refused.ts"
import type { Remote } from "../remote.ts"
import { Trouble } from "../trouble.ts"

/** How long, and with whose leave, something is tried again. */
export type Patience = {
  /** Seconds after the first failure in which it is tried again; 0 for not at all. */
  readonly patienceS: number
  readonly signal?: AbortSignal | undefined
  /** Told of each failure after which it is tried again, and the seconds until then. */
  readonly onRetry?: ((error: unknown, waitS: number) => void) | undefined
}

const firstWaitMs = 250
const mostWaitMs = 15_000
/** How often something is tried again whose answer made no sense: a garbled byte passes, another program doesn't. */
const mostGarbled = 3

/** Of these NOT_LOGGED_IN passes with a new login; where that is refused, it isn't tried again. */
const passingRefusals: ReadonlySet<string> = new Set([
  "BUSY",
  "NOT_LOGGED_IN",
  "QUEUE_FULL",
  "STOPPING",
  "TIMED_OUT",
  "TOO_MANY_CONNECTIONS",
  "TOO_MANY_PLACES",
])
const garbledRefusals: ReadonlySet<string> = new Set(["BAD_JSON", "FRAME_TOO_LARGE", "UNKNOWN_TYPE"])

/**
 * Does something that may be done twice until it works, with growing pauses after each lost connection and each server that
 * stops or is busy; where the server has forgotten the session it logs in again. Whenever `progressed` is called, patience
 * begins anew. Throws what can't pass, or hasn't passed in time.
 */
export async function keepTrying<T>(
  remote: Remote,
  { patienceS, signal, onRetry }: Patience,
  work: (progressed: () => void) => Promise<T>,
): Promise<T> {
  let [untilMs, waitMs, garbled] = [Number.POSITIVE_INFINITY, firstWaitMs, 0]
  const progressed = (): void => {
    ;[untilMs, waitMs, garbled] = [Number.POSITIVE_INFINITY, firstWaitMs, 0]
  }
  for (;;) {
    try {
      if (remote.isForgotten) await remote.logInAgain(signal)
      return await work(progressed)
    } catch (error) {
      signal?.throwIfAborted()
      if (isGarbled(error)) garbled++
      else if (!isPassing(error)) throw error
      untilMs = Math.min(untilMs, performance.now() + patienceS * 1000)
      if (garbled > mostGarbled || performance.now() + waitMs > untilMs) throw error
      onRetry?.(error, waitMs / 1000)
      await pause(waitMs, undefined, { signal }).catch(() => signal?.throwIfAborted())
      waitMs = Math.min(waitMs * 2, mostWaitMs)
    }
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof Refused) return passingRefusals.has(error.code)
  return error instanceof Trouble && (error.code === "CONNECTION_LOST" || error.code === "CANNOT_CONNECT")
}

function isGarbled(error: unknown): boolean {
  if (error instanceof Refused) return garbledRefusals.has(error.code)
  return error instanceof Trouble && error.code === "NOT_REELWIRE"
}
