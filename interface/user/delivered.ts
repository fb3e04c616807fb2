import { DownloadRecord } from "../../db/download-record.ts"
import { Failure } from "../failure.ts"
import { rowId } from "../fields.ts"
import { message } from "../message.ts"

/** delivered: a member's client has all of a film, verified. */
export const delivered = message(
  "delivered",
  {
    doc: "Says that all pieces of one's own download arrived and were verified: its record counts as finished.",
    access: "member",
    request: { download_id: rowId() },
    reply: {},
    done: { en: "The download is on record as finished.", zh: "下载已完成" },
    fails: ["NO_SUCH_DOWNLOAD"],
  },
  async ({ session, slots }, { download_id }) => {
    const own = { id: download_id, user_id: session.userId }
    if ((await DownloadRecord.update(own, { is_finished: true })) === 0) throw new Failure("NO_SUCH_DOWNLOAD")
    slots.delivered(session.userId, download_id)
    return {}
  },
)
