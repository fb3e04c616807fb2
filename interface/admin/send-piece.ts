import { z } from "zod"
import { Upload } from "../../db/upload.ts"
import { now } from "../../orm/expression.ts"
import { Failure } from "../failure.ts"
import { blake3Hex, count, pieceNumber, rowId } from "../fields.ts"
import { uploadMessage } from "../message.ts"
import { pieceCount, pieceRange } from "../pieces/manifest.ts"
import { ownUpload, planOf } from "../uploads/own-upload.ts"

/** How often it is noted that an upload goes on. */
const touchMs = 60_000

/** send_piece: one piece of an upload. */
export const sendPiece = uploadMessage(
  "send_piece",
  {
    doc: "Sends one piece of one's own upload, over any of one's connections; several may come at once, each connection its own. A piece that doesn't have its hash is refused and nothing else is lost. A piece that is there already is replaced.",
    access: "editor",
    request: {
      upload_id: rowId(),
      piece: pieceNumber,
      hash: blake3Hex().describe("the BLAKE3 hash of the piece"),
      file_size: z.int().min(1).describe("bytes that follow: the whole piece"),
    },
    reply: { verified: count.describe("pieces that are there now") },
    done: { en: "The piece is there.", zh: "分片上传成功" },
    fails: ["NO_SUCH_UPLOAD", "NO_SUCH_PIECE", "WRONG_PIECE", "NO_SPACE", "TIMED_OUT"],
  },
  async ({ session, store }, { upload_id, piece, hash, file_size }, film) => {
    const upload = await ownUpload(session, upload_id)
    const { size, piece_bytes } = upload
    const isPiece =
      piece < pieceCount(size, piece_bytes) && pieceRange(piece, size, piece_bytes).length === file_size
    if (!isPiece) throw new Failure("NO_SUCH_PIECE", { piece, bytes: file_size })
    const verified = await store.withDraft(planOf(upload), async (draft) => {
      await draft.receive(piece, Buffer.from(hash, "hex"), film)
      return draft.verified
    })
    if (Date.now() - upload.touch_time.getTime() > touchMs)
      await Upload.update({ id: upload_id }, { touch_time: now() })
    return { verified }
  },
)
