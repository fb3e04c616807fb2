import { Failure } from "../failure.ts"
import { rowId } from "../fields.ts"
import { message } from "../message.ts"

/** drop_upload: throws an unfinished upload away. */
export const dropUpload = message(
  "drop_upload",
  {
    doc: "Throws an unfinished upload away, whoever began it, and frees its room.",
    access: "admin",
    request: { upload_id: rowId() },
    reply: {},
    done: { en: "The upload is dropped.", zh: "上传已取消" },
    fails: ["NO_SUCH_UPLOAD"],
  },
  async () => {
    throw new Failure("BUSY")
  },
)
