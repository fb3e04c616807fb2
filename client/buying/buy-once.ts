import { randomUUID } from "node:crypto"
import { buyingTexts } from "../../interface/text/client/buying.ts"
import type { Job } from "../cli/job.ts"
import { Refused } from "../refused.ts"
import { keepTrying } from "../transfer/keep-trying.ts"
import { Trouble, type TroubleCode } from "../trouble.ts"

/** Seconds in which a lost reply is asked for again. */
const patienceS = 60

/** What is told where it stays unknown what became of a request: nobody answered, or nobody waited for the answer. */
export type Doubts = { readonly unanswered: TroubleCode; readonly left: TroubleCode }

const ofBuying: Doubts = { unanswered: "BUYING_IN_DOUBT", left: "BUYING_LEFT" }

/** For what a cashier books, and for vouchers. */
export const ofBooking: Doubts = { unanswered: "BOOKING_IN_DOUBT", left: "BOOKING_LEFT" }

/**
 * Sends a buying request under a key of its own, and the same again wherever the reply is lost: the server does it once and
 * answers each alike. Throws the trouble of `doubts` where it stays unknown what became of it.
 */
export async function buyOnce<Reply>(
  { remote, signal, say, note }: Job,
  what: string,
  ask: (request_key: string) => Promise<Reply>,
  doubts = ofBuying,
): Promise<Reply> {
  const request_key = randomUUID()
  const onRetry = (_: unknown, seconds: number): void =>
    note(say(buyingTexts.buyingAgain, { what, seconds: Math.ceil(seconds) }))
  try {
    return await keepTrying(remote, { patienceS, signal, onRetry }, () => ask(request_key))
  } catch (error) {
    if (signal.aborted) throw new Trouble(doubts.left, { what }, { cause: error })
    if (isUnanswered(error)) throw new Trouble(doubts.unanswered, { what }, { cause: error })
    throw error
  }
}

function isUnanswered(error: unknown): boolean {
  // Something broke in the server, maybe only after it was done.
  if (error instanceof Refused) return error.code === "INTERNAL"
  const codes: readonly string[] = ["CONNECTION_LOST", "CANNOT_CONNECT", "NOT_REELWIRE"]
  return error instanceof Trouble && codes.includes(error.code)
}
