import { z } from "zod"
import { Upload } from "../../db/upload.ts"
import { User } from "../../db/user.ts"
import { lt } from "../../orm/operator.ts"
import { belongsTo } from "../../orm/relation.ts"
import { bit, count, moment, pageLimit, rowId, toBit } from "../fields.ts"
import { message } from "../message.ts"
import { nextPage } from "../next-page.ts"
import { planOf } from "../uploads/own-upload.ts"

const dayMs = 86_400_000

/** list_uploads: the unfinished uploads, page by page. */
export const listUploads = message(
  "list_uploads",
  {
    doc: "Lists the unfinished uploads of all admins, newest first, a page at a time.",
    access: "editor",
    reads: true,
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
  async ({ session, settings, store }, { before_id, limit }) => {
    const page = before_id === undefined ? undefined : { id: lt(before_id) }
    const found = await Upload.select(page, {
      orderBy: "-id",
      limit,
      with: { uploader: belongsTo(User, "uploader_id") },
    })
    const uploads = await Promise.all(
      found.map(async (upload) => ({
        id: upload.id,
        name: upload.name,
        uploader: upload.uploader?.name ?? "",
        is_own: toBit(upload.uploader_id === session.userId),
        size: upload.size,
        bytes: await store.arrivedBytes(planOf(upload)),
        begun_time: upload.create_time.toISOString(),
        last_time: upload.touch_time.toISOString(),
        expiry_time: new Date(upload.touch_time.getTime() + settings.uploadDays * dayMs).toISOString(),
      })),
    )
    return { uploads, next_before_id: nextPage(found, limit) }
  },
)
