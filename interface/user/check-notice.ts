import { z } from "zod"
import { message } from "../message.ts"
import { newestEntries } from "../newest-entries.ts"
import { visibleNotices } from "../notices/visible-notices.ts"

/** check_notice: the notices, newest first. */
export const checkNotice = message(
  "check_notice",
  {
    doc: "Lists the notices that the member may see at this moment, newest first, as many as fit; list_notices tells more of them.",
    access: "member",
    reads: true,
    request: {},
    reply: { notice_list: z.array(z.object({ title: z.string(), content: z.string() })) },
    done: { en: "Here are the notices.", zh: "获取公告成功" },
    fails: [],
  },
  async ({ session, settings }) => ({
    notice_list: await newestEntries(
      settings.maxListBytes,
      (older, limit) => visibleNotices(session.userId, older, limit),
      ({ title, content }) => ({ title, content }),
    ),
  }),
)
