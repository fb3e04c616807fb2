import { z } from "zod"
import { Failure } from "../failure.ts"
import { bit, blake3Hex, count, line, md5, oneOrZero, rowId, toBit } from "../fields.ts"
import { message } from "../message.ts"
import { pieceCount } from "../pieces/manifest.ts"
import { beginUpload, refillUpload, resumeUpload } from "../uploads/begin-upload.ts"
import { filmOf } from "../uploads/films-of-content.ts"

/** start_upload: begins an upload piece by piece, or goes on with the one that was begun. */
export const startUpload = message(
  "start_upload",
  {
    doc: "Begins an upload that comes piece by piece and reserves its room; the same person's unfinished upload of the same file_name, film_size and file_md5 is gone on with. Where content_id is given and the library has that very content, nothing is begun and its number is told.",
    access: "editor",
    request: {
      file_name: line(255).describe("shown to members"),
      film_size: z.int().min(1).describe("bytes of the film"),
      file_md5: md5(),
      is_free: oneOrZero().describe("1 free, 0 charged"),
      content_id: blake3Hex()
        .optional()
        .describe("the hash over the film's manifest; without it the manifest is learnt as pieces come"),
      piece_size: z
        .int()
        .min(1)
        .optional()
        .describe(
          "what content_id was worked out with; told by an earlier reply, and the server's own without it",
        ),
    },
    reply: {
      movie_id: rowId().nullable().describe("the film that has this content already, or null"),
      upload_id: rowId().nullable().describe("null where the film is there already"),
      piece_size: count.describe("bytes of every piece but the last"),
      piece_count: count,
      is_resumed: bit.describe("1: it was begun earlier, ask check_upload what is missing"),
    },
    done: { en: "The pieces may come.", zh: "可以开始上传分片" },
    fails: ["FILM_TOO_LARGE", "NO_SPACE"],
  },
  async (context, request) => {
    const { session, settings, store } = context
    const { file_md5, film_size, content_id } = request
    const limit = settings.maxFilmBytes
    if (film_size > limit) throw new Failure("FILM_TOO_LARGE", { limit })
    const film = content_id && (await filmOf(content_id, session.userId))
    if (film) {
      const pieces = piecesOf(film.size, film.piece_bytes ?? film.size)
      return { movie_id: film.id, upload_id: null, is_resumed: toBit(false), ...pieces }
    }
    // Two connections of one person that start the same film get the same upload.
    const { upload, isResumed } = await store.inTurn(`${session.userId} ${file_md5}`, async () => {
      const begun = await resumeUpload(context, request)
      return { upload: begun ?? (await beginUpload(context, request)), isResumed: begun !== undefined }
    })
    const isRefilled = await refillUpload(store, upload)
    return {
      movie_id: null,
      upload_id: upload.id,
      is_resumed: toBit(isResumed || isRefilled),
      ...piecesOf(upload.size, upload.piece_bytes),
    }
  },
)

function piecesOf(size: number, pieceBytes: number): { piece_size: number; piece_count: number } {
  return { piece_size: pieceBytes, piece_count: pieceCount(size, pieceBytes) }
}
