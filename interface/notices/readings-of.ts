import { NoticeReading } from "../../db/notice-reading.ts"
import { oneOf } from "../../orm/operator.ts"

/** What somebody has read of some notices, by the notices' ids. */
export async function readingsOf(
  userId: number,
  notices: readonly { readonly id: number }[],
): Promise<ReadonlyMap<number, NoticeReading>> {
  if (notices.length === 0) return new Map()
  const ids = notices.map(({ id }) => id)
  const readings = await NoticeReading.select({ user_id: userId, notice_id: oneOf(ids) })
  return new Map(readings.map((reading) => [reading.notice_id, reading]))
}
