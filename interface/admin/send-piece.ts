import { z } from "zod"
import { Failure } from "../failure.ts"
import { blake3Hex, count, pieceNumber, rowId } from "../fields.ts"
import { uploadMessage } from "../message.ts"

/** send_piece: one piece of an upload. */
export const sendPiece = uploadMessage(
  "send_piece",
  {
    doc: "Sends one piece of one's own upload, over any of one's connections; several may come at once, each connection its own. A piece that doesn't have its hash is refused and nothing else is lost. A piece that is there already is replaced.",
    access: "admin",
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
  async () => {
    throw new Failure("BUSY")
  },
)
