import { z } from "zod"
import { count, pieceNumber, piecePageLimit, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { hexOf } from "../pieces/content-id.ts"
import { pieceCount } from "../pieces/manifest.ts"
import { ownUpload, planOf } from "../uploads/own-upload.ts"

/** check_upload: which pieces of an upload are there. */
export const checkUpload = message(
  "check_upload",
  {
    doc: "Tells which pieces of one's own upload are there, a page at a time.",
    access: "editor",
    request: {
      upload_id: rowId(),
      first_piece: pieceNumber.default(0).describe("next_piece of the page before"),
      limit: piecePageLimit,
    },
    reply: {
      piece_size: count,
      piece_count: count,
      verified: count.describe("pieces that are there, of all"),
      pieces: z
        .array(z.string().nullable())
        .describe("from first_piece on: a piece's BLAKE3 hash, or null where it is missing"),
      next_piece: pieceNumber.nullable().describe("null on the last page"),
    },
    done: { en: "Here are the pieces.", zh: "获取分片状态成功" },
    fails: ["NO_SUCH_UPLOAD", "NO_SPACE"],
  },
  async ({ session, store }, { upload_id, first_piece, limit }) => {
    const upload = await ownUpload(session, upload_id)
    const count = pieceCount(upload.size, upload.piece_bytes)
    const end = Math.min(count, first_piece + limit)
    return store.withDraft(planOf(upload), async (draft) => {
      const pieces: (string | null)[] = []
      for (let piece = first_piece; piece < end; piece++) {
        const hash = draft.hashOf(piece)
        pieces.push(hash === undefined ? null : hexOf(hash))
      }
      return {
        piece_size: upload.piece_bytes,
        piece_count: count,
        verified: draft.verified,
        pieces,
        next_piece: end < count ? end : null,
      }
    })
  },
)
