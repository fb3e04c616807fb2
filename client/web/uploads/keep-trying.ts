import { Refused } from "../../refused.ts"
import { Trouble } from "../../trouble.ts"

const firstWaitMs = 250
const mostWaitMs = 15_000
/** How often something is tried again whose answer made no sense: it may be a proxy's that has a bad moment. */
const mostGarbled = 3

const passingRefusals: ReadonlySet<string> = new Set([
  "BUSY",
  "STOPPING",
  "TIMED_OUT",
  "TOO_MANY_CONNECTIONS",
  "TOO_MANY_REQUESTS",
])

/**
 * Does something that may be done twice until it works, with growing pauses after each lost connection and each server that is
 * stopping or busy, for as long as the page is open. Throws what can't pass.
 */
export async function keepTrying<T>(
  work: () => Promise<T>,
  { signal, onRetry }: { signal: AbortSignal; onRetry(error: Error, waitS: number): void },
): Promise<T> {
  let [waitMs, garbled] = [firstWaitMs, 0]
  for (;;) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof Error) || !isPassing(error)) throw error
      if (error instanceof Trouble && error.code === "NOT_REELWIRE" && ++garbled > mostGarbled) throw error
      const ms = Math.max(waitMs, toldMs(error))
      onRetry(error, ms / 1000)
      await pause(ms, signal)
      waitMs = Math.min(waitMs * 2, mostWaitMs)
    }
  }
}

function isPassing(error: Error): boolean {
  if (error instanceof Refused) return passingRefusals.has(error.code)
  return error instanceof Trouble && (error.code === "CONNECTION_LOST" || error.code === "NOT_REELWIRE")
}

/** How long the server says that it would refuse. */
function toldMs(error: Error): number {
  const seconds = error instanceof Refused ? error.reply.seconds : undefined
  return typeof seconds === "number" ? seconds * 1000 : 0
}

/** Waits; shorter where the browser finds its network again meanwhile, or the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer)
      removeEventListener("online", over)
      signal.removeEventListener("abort", over)
      resolve()
    }
    const timer = setTimeout(over, ms)
    addEventListener("online", over)
    signal.addEventListener("abort", over)
  })
}
