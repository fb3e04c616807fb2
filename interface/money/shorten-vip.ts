import { User } from "../../db/user.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { transaction } from "../../orm/transaction.ts"
import { dayMs } from "./extend-vip.ts"

/**
 * Takes back so many days of somebody's VIP, or those that are left: it ends now at the earliest, since they were a VIP until
 * now, and one that is over stays as it was.
 */
export function shortenVip(userId: number, days: number): Promise<void> {
  return transaction(async () => {
    const user = await User.first({ id: userId }, { forUpdate: true })
    const nowMs = await databaseTime()
    const untilMs = user?.vip_until?.getTime() ?? 0
    if (untilMs <= nowMs) return
    await User.update({ id: userId }, { vip_until: new Date(Math.max(nowMs, untilMs - days * dayMs)) })
  })
}
