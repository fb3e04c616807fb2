import { Notice } from "../../db/notice.ts"
import { NoticeReading } from "../../db/notice-reading.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { UniqueViolation } from "../../orm/errors.ts"
import { oneOf } from "../../orm/operator.ts"
import { transaction } from "../../orm/transaction.ts"
import { isVip } from "../is-vip.ts"
import { readingsOf } from "./readings-of.ts"

/** How often somebody else may note the same readings at the same moment. */
const mostRaces = 5

/**
 * Notes that somebody has read notices, once each whoever else notes it too; answers which of them they may have read: those
 * that were there for them, also where their time is over or they were withdrawn meanwhile.
 */
export async function noteReadings(userId: number, ids: readonly number[]): Promise<Notice[]> {
  const notices = await readable(userId, ids)
  for (let race = 1; ; race++) {
    try {
      await transaction(async () => {
        const known = await readingsOf(userId, notices)
        const fresh = notices.filter(({ id }) => !known.has(id))
        if (fresh.length === 0) return
        await NoticeReading.insert(fresh.map(({ id }) => ({ user_id: userId, notice_id: id })))
      })
      return notices
    } catch (error) {
      if (!(error instanceof UniqueViolation) || race === mostRaces) throw error
    }
  }
}

async function readable(userId: number, ids: readonly number[]): Promise<Notice[]> {
  const notices = await Notice.select({ id: oneOf(ids) }, { orderBy: "id" })
  const [seesVips, nowMs] = [await isVip(userId), await databaseTime()]
  return notices.filter(({ audience, user_id, from_time }) => {
    const hasBegun = from_time === null || from_time.getTime() <= nowMs
    const isFor = audience === "all" || (audience === "vip" && seesVips) || user_id === userId
    return hasBegun && isFor
  })
}
