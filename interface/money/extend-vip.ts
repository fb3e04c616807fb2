import { User } from "../../db/user.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { now } from "../../orm/expression.ts"
import { transaction } from "../../orm/transaction.ts"
import { Failure } from "../failure.ts"

/** Milliseconds of a day of VIP. */
export const dayMs = 86_400_000

/**
 * Makes somebody a VIP for so many days more, from now or from the end of the days that they have, whichever is later. Answers
 * the end. Throws Failure NO_SUCH_USER.
 */
export function extendVip(userId: number, days: number): Promise<Date> {
  return transaction(async () => {
    const user = await User.first({ id: userId }, { forUpdate: true })
    if (user === undefined) throw new Failure("NO_SUCH_USER")
    const nowMs = await databaseTime()
    const untilMs = user.vip_until?.getTime() ?? 0
    const vip_until = new Date(Math.max(nowMs, untilMs) + days * dayMs)
    await User.update({ id: userId }, { vip_until, ...(untilMs <= nowMs ? { vip_since: now() } : {}) })
    return vip_until
  })
}
