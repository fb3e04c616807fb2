import { Notice } from "../../db/notice.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { now } from "../../orm/expression.ts"
import { transaction } from "../../orm/transaction.ts"
import { Failure } from "../failure.ts"
import { line, paragraph, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { describeNotice } from "../notices/describe-notice.ts"
import { isOut } from "../notices/is-out.ts"
import { noticeFields } from "../notices/notice-fields.ts"
import { placeNotice } from "../notices/place-notice.ts"
import { recordAction } from "../record-action.ts"

/** The notice of an editor's, locked until the transaction ends; throws Failure NO_SUCH_NOTICE. */
async function editable(id: number): Promise<Notice> {
  const notice = await Notice.first({ id, is_system: false }, { forUpdate: true })
  if (notice === undefined || notice.withdraw_time !== null) throw new Failure("NO_SUCH_NOTICE")
  return notice
}

/** edit_notice: changes what a notice says, to whom and when. */
export const editNotice = message(
  "edit_notice",
  {
    doc: "Changes a notice; what the request doesn't name stays. Who has read or acknowledged it, has.",
    access: "editor",
    request: {
      notice_id: rowId(),
      title: line(255).optional(),
      content: paragraph(4000).optional(),
      ...noticeFields,
    },
    reply: {},
    done: { en: "The notice is changed.", zh: "公告已修改" },
    fails: ["NO_SUCH_NOTICE", "NO_SUCH_USER", "BAD_TIMES"],
  },
  async (context, { notice_id, title, content, ...said }) => {
    const comesOut = await transaction(async () => {
      const notice = await editable(notice_id)
      const [before, nowMs] = [describeNotice(notice), await databaseTime()]
      const wasOut = isOut(notice, nowMs)
      Object.assign(notice, await placeNotice(said, notice))
      if (title !== undefined) notice.title = title
      if (content !== undefined) notice.content = content
      await notice.update()
      const target = `notice ${notice_id}`
      await recordAction(context, { action: "edit_notice", target, before, after: describeNotice(notice) })
      return !wasOut && isOut(notice, nowMs)
    })
    if (comesOut) context.pushes.noticeChanged(notice_id)
    return {}
  },
)

/** withdraw_notice: takes a notice back. */
export const withdrawNotice = message(
  "withdraw_notice",
  {
    doc: "Takes a notice back: nobody sees it any more. Who had read it stays on record.",
    access: "editor",
    request: { notice_id: rowId() },
    reply: {},
    done: { en: "The notice is withdrawn.", zh: "公告已撤回" },
    fails: ["NO_SUCH_NOTICE"],
  },
  async (context, { notice_id }) => {
    await transaction(async () => {
      const notice = await editable(notice_id)
      await Notice.update({ id: notice_id }, { withdraw_time: now() })
      const target = `notice ${notice_id}`
      await recordAction(context, { action: "withdraw_notice", target, before: describeNotice(notice) })
    })
    return {}
  },
)
