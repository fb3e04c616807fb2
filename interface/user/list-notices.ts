import { z } from "zod"
import { lt } from "../../orm/operator.ts"
import { bit, moment, pageLimit, rowId, toBit } from "../fields.ts"
import { message } from "../message.ts"
import { nextPage } from "../next-page.ts"
import { noticeOnWire } from "../notices/notice-on-wire.ts"
import { readingsOf } from "../notices/readings-of.ts"
import { visibleNotices } from "../notices/visible-notices.ts"

/** Notices that ask to be acknowledged and are looked through for those that were not, the newest. */
const mostAsking = 100

/** list_notices: the notices that a member may see, page by page. */
export const listNotices = message(
  "list_notices",
  {
    doc: "Lists the notices that the member may see at this moment, newest first, a page at a time: all of them (those that are pinned stand in their place there too), those that are pinned, or those that ask to be acknowledged and were not, of the newest 100 that ask.",
    access: "member",
    reads: true,
    request: {
      which: z.enum(["all", "pinned", "to_acknowledge"]).default("all"),
      before_id: rowId().optional().describe("next_before_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      notices: z.array(
        z.object({
          id: rowId(),
          title: z.string(),
          content: z.string(),
          time: moment.describe("when it was there for the first time"),
          is_pinned: bit,
          must_acknowledge: bit,
          is_read: bit,
          is_acknowledged: bit,
        }),
      ),
      next_before_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here are the notices.", zh: "获取公告成功" },
    fails: [],
  },
  async ({ session: { userId } }, { which, before_id, limit }) => {
    const older = before_id === undefined ? {} : { id: lt(before_id) }
    const asksOnly = which === "to_acknowledge"
    const kinds = {
      all: {},
      pinned: { is_pinned: true },
      to_acknowledge: { must_acknowledge: true },
    } as const
    const found = await visibleNotices(userId, { ...older, ...kinds[which] }, asksOnly ? mostAsking : limit)
    const readings = await readingsOf(userId, found)
    const isAcknowledged = (id: number): boolean => (readings.get(id)?.acknowledge_time ?? null) !== null
    const listed = asksOnly ? found.filter(({ id }) => !isAcknowledged(id)).slice(0, limit) : found
    return {
      notices: listed.map((notice) => ({
        ...noticeOnWire(notice),
        is_read: toBit(readings.has(notice.id)),
        is_acknowledged: toBit(isAcknowledged(notice.id)),
      })),
      next_before_id: nextPage(listed, limit),
    }
  },
)
