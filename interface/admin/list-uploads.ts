import { z } from "zod"
import { Failure } from "../failure.ts"
import { bit, count, moment, pageLimit, rowId } from "../fields.ts"
import { message } from "../message.ts"

/** list_uploads: the unfinished uploads, page by page. */
export const listUploads = message(
  "list_uploads",
  {
    doc: "Lists the unfinished uploads of all admins, newest first, a page at a time.",
    access: "admin",
    request: {
      before_id: rowId().optional().describe("next_before_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      uploads: z.array(
        z.object({
          id: rowId(),
          name: z.string(),
          uploader: z.string().describe("name of the account"),
          is_own: bit,
          size: count.describe("bytes of the film"),
          bytes: count.describe("bytes of the pieces that are there"),
          begun_time: moment,
          last_time: moment.describe("when a piece came last"),
          expiry_time: moment.describe("when it is dropped if nothing comes"),
        }),
      ),
      next_before_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here are the unfinished uploads.", zh: "获取未完成上传成功" },
    fails: [],
  },
  async () => {
    throw new Failure("BUSY")
  },
)
