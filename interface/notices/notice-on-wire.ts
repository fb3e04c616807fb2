import type { Notice } from "../../db/notice.ts"
import { toBit } from "../fields.ts"

/** A notice as whoever it is to gets it, listed or pushed. */
export function noticeOnWire(notice: Notice): {
  readonly id: number
  readonly title: string
  readonly content: string
  readonly time: string
  readonly is_pinned: 0 | 1
  readonly must_acknowledge: 0 | 1
} {
  const { id, title, content, from_time, create_time, is_pinned, must_acknowledge } = notice
  return {
    id,
    title,
    content,
    time: (from_time ?? create_time).toISOString(),
    is_pinned: toBit(is_pinned),
    must_acknowledge: toBit(must_acknowledge),
  }
}
