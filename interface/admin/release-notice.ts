import { Notice } from "../../db/notice.ts"
import { line, paragraph } from "../fields.ts"
import { message } from "../message.ts"

/** release_notice: tells everybody something. */
export const releaseNotice = message(
  "release_notice",
  {
    doc: "Posts a notice to everybody.",
    access: "editor",
    request: { title: line(255), content: paragraph(4000) },
    reply: {},
    done: { en: "The notice is posted.", zh: "公告发布成功" },
    fails: [],
  },
  async ({ session }, { title, content }) => {
    await new Notice({ title, content, author_id: session.userId }).save()
    return {}
  },
)
