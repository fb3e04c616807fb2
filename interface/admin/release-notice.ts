import { Notice } from "../../db/notice.ts"
import { transaction } from "../../orm/transaction.ts"
import { line, paragraph, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { describeNotice } from "../notices/describe-notice.ts"
import { noticeFields } from "../notices/notice-fields.ts"
import { placeNotice } from "../notices/place-notice.ts"
import { recordAction } from "../record-action.ts"

/** release_notice: tells everybody something, or all VIPs, or one person. */
export const releaseNotice = message(
  "release_notice",
  {
    doc: "Posts a notice: to everybody, at once and for ever where the request says nothing else.",
    access: "editor",
    request: { title: line(255), content: paragraph(4000), ...noticeFields },
    reply: { notice_id: rowId() },
    done: { en: "The notice is posted.", zh: "公告发布成功" },
    fails: ["NO_SUCH_USER", "BAD_TIMES"],
  },
  async (context, { title, content, ...said }) => {
    const { session, pushes } = context
    const id = await transaction(async () => {
      const place = await placeNotice(said)
      const notice = await new Notice({ title, content, author_id: session.userId, ...place }).save()
      const target = `notice ${notice.id}`
      await recordAction(context, { action: "release_notice", target, after: describeNotice(notice) })
      return notice.id
    })
    pushes.noticeChanged(id)
    return { notice_id: id }
  },
)
