import type { Notice } from "../../db/notice.ts"
import type { JsonObject } from "../wire/parse-json.ts"

/** A notice as the trail of what the staff did keeps it. */
export function describeNotice(notice: Notice): JsonObject {
  return {
    title: notice.title,
    content: notice.content,
    audience: notice.audience,
    user_id: notice.user_id,
    from: notice.from_time?.toISOString() ?? null,
    until: notice.until_time?.toISOString() ?? null,
    is_pinned: notice.is_pinned,
    must_acknowledge: notice.must_acknowledge,
  }
}
