import { z } from "zod"
import { Notice } from "../../db/notice.ts"
import { message } from "../message.ts"
import { newestThatFit } from "../newest-that-fit.ts"

// The shortest entry, {"title":"x","content":"x"}, and its comma.
const shortestEntryBytes = 28

/** check_notice: the notices, newest first. */
export const checkNotice = message(
  "check_notice",
  {
    doc: "Lists the notices, newest first, as many as fit.",
    access: "member",
    request: {},
    reply: { notice_list: z.array(z.object({ title: z.string(), content: z.string() })) },
    done: { en: "Here are the notices.", zh: "获取公告成功" },
    fails: [],
  },
  async ({ settings }) => {
    const limit = Math.ceil(settings.maxListBytes / shortestEntryBytes)
    const notices = await Notice.select({}, { orderBy: "-id", limit })
    const entries = notices.map(({ title, content }) => ({ title, content }))
    return { notice_list: newestThatFit(entries, settings.maxListBytes) }
  },
)
