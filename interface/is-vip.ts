import { User } from "../db/user.ts"
import { databaseTime } from "../orm/database-time.ts"
import { now } from "../orm/expression.ts"
import { gt } from "../orm/operator.ts"

/** Whether somebody is a VIP at this moment, by the database's clock. */
export function isVip(userId: number): Promise<boolean> {
  return User.exists({ id: userId, vip_until: gt(now()) })
}

/** The same of an account that was read already, or of several in one go. */
export async function vipIds(users: readonly Pick<User, "id" | "vip_until">[]): Promise<ReadonlySet<number>> {
  const ever = users.filter(({ vip_until }) => vip_until !== null)
  if (ever.length === 0) return new Set()
  const nowMs = await databaseTime()
  return new Set(ever.filter(({ vip_until }) => Number(vip_until) > nowMs).map(({ id }) => id))
}
