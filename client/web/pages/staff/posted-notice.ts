import type { ReplyOf } from "../../../../interface/protocol.ts"
import type { Text } from "../../../../interface/text/locale.ts"
import { staffNoticeTexts } from "../../../../interface/text/web/staff-notices.ts"
import { call } from "../../wire/call.ts"

/** A notice as the staff sees it. */
export type PostedNotice = ReplyOf<"list_all_notices">["notices"][number]

/** What a notice's state is called, and the colour of that. */
export function stateOf(notice: PostedNotice): { text: Text; kind: "good" | "plain" | "warn" | "danger" } {
  if (notice.is_withdrawn) return { text: staffNoticeTexts.isWithdrawn, kind: "danger" }
  if (notice.is_out) return { text: staffNoticeTexts.isOut, kind: "good" }
  const isToCome = notice.from !== null && new Date(notice.from).getTime() > Date.now()
  return isToCome
    ? { text: staffNoticeTexts.isToCome, kind: "warn" }
    : { text: staffNoticeTexts.isPast, kind: "plain" }
}

/** Finds a notice by its number; undefined where there is none. */
export async function findNotice(id: number): Promise<PostedNotice | undefined> {
  const { notices } = await call("list_all_notices", { before_id: id + 1, limit: 1 })
  return notices.find((notice) => notice.id === id)
}
