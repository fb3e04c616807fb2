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

/** The newest notices that somebody may see, newest first, and how many of them they have not read. */
export async function newestNotices(
  userId: number,
): Promise<{ readonly newest: readonly Notice[]; readonly unread: number }> {
  const newest = await visibleNotices(userId, {}, mostCounted)
  return { newest, unread: newest.length - (await readingsOf(userId, newest)).size }
}
