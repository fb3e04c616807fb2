import { z } from "zod"
import { Notice } from "../../db/notice.ts"
import { message } from "../message.ts"
import { newestEntries } from "../newest-entries.ts"

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
  async ({ settings }) => ({
    notice_list: await newestEntries(
      settings.maxListBytes,
      (older, limit) => Notice.select(older, { orderBy: "-id", limit }),
      ({ title, content }) => ({ title, content }),
    ),
  }),
)
