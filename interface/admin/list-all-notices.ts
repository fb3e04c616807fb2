import { z } from "zod"
import { Notice } from "../../db/notice.ts"
import { User } from "../../db/user.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { lt } from "../../orm/operator.ts"
import { belongsTo } from "../../orm/relation.ts"
import { bit, moment, pageLimit, rowId, toBit } from "../fields.ts"
import { message } from "../message.ts"
import { nextPage } from "../next-page.ts"
import { isOut } from "../notices/is-out.ts"

/** list_all_notices: the notices as their editors see them, page by page. */
export const listAllNotices = message(
  "list_all_notices",
  {
    doc: "Lists what editors posted, newest first, a page at a time: to whomever, past, to come and withdrawn. What the server itself wrote to somebody isn't among it.",
    access: "editor",
    reads: true,
    request: {
      before_id: rowId().optional().describe("next_before_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      notices: z.array(
        z.object({
          id: rowId(),
          title: z.string(),
          content: z.string(),
          author: z.string(),
          time: moment.describe("when it was posted"),
          audience: z.enum(["all", "vip", "person"]),
          name: z.string().nullable().describe("the account that it is to, where that is one"),
          from: moment.nullable(),
          until: moment.nullable(),
          is_pinned: bit,
          must_acknowledge: bit,
          is_withdrawn: bit,
          is_out: bit.describe("1: its audience sees it at this moment"),
        }),
      ),
      next_before_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here are the notices.", zh: "获取公告成功" },
    fails: [],
  },
  async (_, { before_id, limit }) => {
    const page = before_id === undefined ? {} : { id: lt(before_id) }
    const people = { author: belongsTo(User, "author_id"), person: belongsTo(User, "user_id") }
    const notices = await Notice.select(
      { is_system: false, ...page },
      { orderBy: "-id", limit, with: people },
    )
    const nowMs = await databaseTime()
    return {
      notices: notices.map((notice) => ({
        id: notice.id,
        title: notice.title,
        content: notice.content,
        author: notice.author?.name ?? "",
        time: notice.create_time.toISOString(),
        audience: notice.audience,
        name: notice.person?.name ?? null,
        from: notice.from_time?.toISOString() ?? null,
        until: notice.until_time?.toISOString() ?? null,
        is_pinned: toBit(notice.is_pinned),
        must_acknowledge: toBit(notice.must_acknowledge),
        is_withdrawn: toBit(notice.withdraw_time !== null),
        is_out: toBit(isOut(notice, nowMs)),
      })),
      next_before_id: nextPage(notices, limit),
    }
  },
)
