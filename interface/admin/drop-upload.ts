import { Upload } from "../../db/upload.ts"
import { Failure } from "../failure.ts"
import { rowId } from "../fields.ts"
import { message } from "../message.ts"
import { recordAction } from "../record-action.ts"
import { drop } from "../uploads/drop.ts"

/** drop_upload: throws an unfinished upload away. */
export const dropUpload = message(
  "drop_upload",
  {
    doc: "Throws an unfinished upload away, whoever began it, and frees its room.",
    access: "editor",
    request: { upload_id: rowId() },
    reply: {},
    done: { en: "The upload is dropped.", zh: "上传已取消" },
    fails: ["NO_SUCH_UPLOAD"],
  },
  async (context, { upload_id }) => {
    const upload = await Upload.get(upload_id)
    if (upload === undefined) throw new Failure("NO_SUCH_UPLOAD")
    const { name, size, uploader_id } = upload
    const dropped = {
      action: "drop_upload",
      target: `upload ${upload_id}`,
      before: { name, size, uploader_id },
    }
    await drop(context.store, upload, { inside: () => recordAction(context, dropped) })
    return {}
  },
)
