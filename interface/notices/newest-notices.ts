import type { Notice } from "../../db/notice.ts"
import { count } from "../fields.ts"
import { readingsOf } from "./readings-of.ts"
import { visibleNotices } from "./visible-notices.ts"

/** The newest notices of a person among which the unread ones are counted: what is read for that doesn't grow with the years. */
const mostCounted = 100

/** The key of a reply that has the count. */
export const unreadNotices = count
  .max(mostCounted)
  .describe(`how many of the newest ${mostCounted} notices the member has not read, as read_notices says`)

/** The key of a reply that has how many ask for more than that. */
export const unacknowledgedNotices = count
  .max(mostCounted)
  .describe(`how many of the newest ${mostCounted} ask to be acknowledged and were not`)

/** The newest notices that somebody may see, newest first, and how many of them they have not read or not acknowledged. */
export async function newestNotices(userId: number): Promise<{
  readonly newest: readonly Notice[]
  readonly unread: number
  readonly unacknowledged: number
}> {
  const newest = await visibleNotices(userId, {}, mostCounted)
  const readings = await readingsOf(userId, newest)
  const unacknowledged = newest.filter(
    ({ id, must_acknowledge }) => must_acknowledge && (readings.get(id)?.acknowledge_time ?? null) === null,
  )
  return { newest, unread: newest.length - readings.size, unacknowledged: unacknowledged.length }
}
