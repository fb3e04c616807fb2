import { User } from "../../db/user.ts"
import { Verification } from "../../db/verification.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { gt } from "../../orm/operator.ts"
import type { Way } from "../contact.ts"
import { Failure } from "../failure.ts"
import type { Purpose } from "./code-life.ts"

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/**
 * Takes the first of the accounts that have an address, so that whoever sends something there, or takes it for an address of
 * theirs, does so after one another until their transactions end.
 */
export async function holdAddress(way: Way, address: string): Promise<void> {
  await User.first(way === "email" ? { email: address } : { phone: address }, {
    orderBy: "id",
    forUpdate: true,
  })
}

/** A code that is to be sent: whose, what for and where to. */
type Sending = { readonly userId: number; readonly purpose: Purpose; readonly address: string }

/**
 * Throws Failure TOO_MANY_TRIES where one more code would be too many: a minute for its purpose or its address, or an hour for
 * its person or its address. Called with the person's row and the address held, so that nobody counts at the same moment.
 */
export async function checkSendLimits({ userId, purpose, address }: Sending, perHour: number): Promise<void> {
  const nowMs = await databaseTime()
  const create_time = gt(new Date(nowMs - hourMs))
  const newest = { orderBy: "-create_time", limit: perHour } as const
  const mine = await Verification.select({ user_id: userId, create_time }, newest)
  const there = await Verification.select({ address, create_time }, newest)
  const waits = [
    waitMs(
      mine.find((sent) => sent.purpose === purpose),
      minuteMs,
      nowMs,
    ),
    waitMs(there[0], minuteMs, nowMs),
    waitMs(mine[perHour - 1], hourMs, nowMs),
    waitMs(there[perHour - 1], hourMs, nowMs),
  ]
  const seconds = Math.ceil(Math.max(...waits) / 1000)
  if (seconds > 0) throw new Failure("TOO_MANY_TRIES", { seconds }, { keys: { seconds } })
}

/** How long until a code was sent so long ago; nothing where there is none. */
function waitMs(sent: Verification | undefined, agoMs: number, nowMs: number): number {
  return sent === undefined ? 0 : sent.create_time.getTime() + agoMs - nowMs
}
