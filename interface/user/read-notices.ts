import { z } from "zod"
import { NoticeReading } from "../../db/notice-reading.ts"
import { now } from "../../orm/expression.ts"
import { Failure } from "../failure.ts"
import { rowId } from "../fields.ts"
import { message } from "../message.ts"
import { newestNotices, unreadNotices } from "../notices/newest-notices.ts"
import { noteReadings } from "../notices/note-readings.ts"

/** read_notices: notes what a member has read. */
export const readNotices = message(
  "read_notices",
  {
    doc: "Notes that the member has read these notices; what they can't see, or have read already, changes nothing.",
    access: "member",
    request: { ids: z.array(rowId()).min(1).max(200) },
    reply: { unread_notices: unreadNotices },
    done: { en: "Noted as read.", zh: "已标记为已读" },
    fails: [],
  },
  async ({ session: { userId } }, { ids }) => {
    await noteReadings(userId, ids)
    return { unread_notices: (await newestNotices(userId)).unread }
  },
)

/** acknowledge_notice: notes that a member has taken note of a notice, as some ask for. */
export const acknowledgeNotice = message(
  "acknowledge_notice",
  {
    doc: "Acknowledges a notice, which then counts as read too; acknowledging it again changes nothing.",
    access: "member",
    request: { notice_id: rowId() },
    reply: {},
    done: { en: "Acknowledged.", zh: "已确认" },
    fails: ["NO_SUCH_NOTICE"],
  },
  async ({ session: { userId } }, { notice_id }) => {
    const [notice] = await noteReadings(userId, [notice_id])
    if (notice === undefined) throw new Failure("NO_SUCH_NOTICE")
    // The first one's time stays.
    const first = { user_id: userId, notice_id, acknowledge_time: null }
    await NoticeReading.update(first, { acknowledge_time: now() })
    return {}
  },
)
