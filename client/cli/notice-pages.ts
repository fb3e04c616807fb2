import type { ReplyOf } from "../../interface/protocol.ts"
import type { Remote } from "../remote.ts"
import { allPages } from "./pages.ts"

const limit = 200

/** Every notice that who is logged in may see, newest first, fetched page by page. */
export function allNotices(
  remote: Remote,
  signal: AbortSignal,
): Promise<ReplyOf<"list_notices">["notices"][number][]> {
  return allPages(async (before_id) => {
    const page = before_id === undefined ? {} : { before_id }
    const reply = await remote.call("list_notices", { limit, ...page }, { signal })
    return { rows: reply.notices, next: reply.next_before_id }
  })
}

/** A notice as its editors see it. */
export type PostedNotice = ReplyOf<"list_all_notices">["notices"][number]

/** Every notice that was posted, newest first, fetched page by page. */
export function allPostedNotices(remote: Remote, signal: AbortSignal): Promise<PostedNotice[]> {
  return allPages(async (before_id) => {
    const page = before_id === undefined ? {} : { before_id }
    const reply = await remote.call("list_all_notices", { limit, ...page }, { signal })
    return { rows: reply.notices, next: reply.next_before_id }
  })
}

/** Who has read a notice, and the counts. */
export async function allReaders(
  remote: Remote,
  notice_id: number,
  signal: AbortSignal,
): Promise<{
  readonly readers: ReplyOf<"list_notice_readers">["readers"]
  readonly audience_count: number
  readonly read_count: number
  readonly acknowledged_count: number
}> {
  let [audience_count, read_count, acknowledged_count] = [0, 0, 0]
  const readers = await allPages(async (after_id) => {
    const page = after_id === undefined ? {} : { after_id }
    const reply = await remote.call("list_notice_readers", { notice_id, limit, ...page }, { signal })
    audience_count = reply.audience_count ?? audience_count
    read_count = reply.read_count ?? read_count
    acknowledged_count = reply.acknowledged_count ?? acknowledged_count
    return { rows: reply.readers, next: reply.next_after_id }
  })
  return { readers, audience_count, read_count, acknowledged_count }
}
