import { Failure } from "../failure.ts"
import { blake3Hex, rowId } from "../fields.ts"
import { message } from "../message.ts"

/** finish_upload: makes an upload whose pieces are all there a film of the library. */
export const finishUpload = message(
  "finish_upload",
  {
    doc: "Puts the film of one's own upload into the library; it is there for good, and on the disk, when the reply comes.",
    access: "admin",
    request: {
      upload_id: rowId(),
      content_id: blake3Hex()
        .optional()
        .describe(
          "what the sender says that it sent: WRONG_CONTENT where that differs, and the upload stays",
        ),
    },
    reply: { movie_id: rowId(), content_id: blake3Hex() },
    done: { en: "The film is in the library.", zh: "影片上传成功" },
    fails: ["NO_SUCH_UPLOAD", "PIECES_MISSING", "WRONG_CONTENT"],
  },
  async () => {
    throw new Failure("BUSY")
  },
)
