import { z } from "zod"
import { Notice } from "../../db/notice.ts"
import { NoticeReading } from "../../db/notice-reading.ts"
import { User } from "../../db/user.ts"
import { now } from "../../orm/expression.ts"
import { gt, notNull } from "../../orm/operator.ts"
import { belongsTo } from "../../orm/relation.ts"
import { Failure } from "../failure.ts"
import { count, moment, pageLimit, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { nextPage } from "../next-page.ts"

/** How many people a notice is to, as things are now. */
async function audienceCount({ audience }: Notice): Promise<number> {
  if (audience === "person") return 1
  if (audience === "vip") return User.count({ vip_until: gt(now()), erase_time: null })
  // Every account there is, which is what is asked for: a walk along the primary key.
  return User.count({ id: gt(0), erase_time: null })
}

async function countsOf(notice: Notice) {
  const notice_id = notice.id
  return {
    audience_count: await audienceCount(notice),
    read_count: await NoticeReading.count({ notice_id }),
    acknowledged_count: await NoticeReading.count({ notice_id, acknowledge_time: notNull() }),
  }
}

/** list_notice_readers: who has read a notice, page by page. */
export const listNoticeReaders = message(
  "list_notice_readers",
  {
    doc: "Lists who has read a notice and who acknowledged it, in the order in which they read it, a page at a time.",
    access: "editor",
    reads: true,
    request: {
      notice_id: rowId(),
      after_id: rowId().optional().describe("next_after_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      readers: z.array(
        z.object({ name: z.string(), read_time: moment, acknowledge_time: moment.nullable() }),
      ),
      audience_count: count.optional().describe("on the first page: people that it is to by now"),
      read_count: count.optional().describe("on the first page"),
      acknowledged_count: count.optional().describe("on the first page"),
      next_after_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here is who has read it.", zh: "获取阅读情况成功" },
    fails: ["NO_SUCH_NOTICE"],
  },
  async (_, { notice_id, after_id, limit }) => {
    const notice = await Notice.first({ id: notice_id, is_system: false })
    if (notice === undefined) throw new Failure("NO_SUCH_NOTICE")
    const page = after_id === undefined ? {} : { id: gt(after_id) }
    const readings = await NoticeReading.select(
      { notice_id, ...page },
      { orderBy: "id", limit, with: { reader: belongsTo(User, "user_id") } },
    )
    const counts = after_id === undefined ? await countsOf(notice) : {}
    return {
      readers: readings.map(({ reader, read_time, acknowledge_time }) => ({
        name: reader?.name ?? "",
        read_time: read_time.toISOString(),
        acknowledge_time: acknowledge_time?.toISOString() ?? null,
      })),
      ...counts,
      next_after_id: nextPage(readings, limit),
    }
  },
)
