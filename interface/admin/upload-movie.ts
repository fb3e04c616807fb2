import { z } from "zod"
import { line, md5, oneOrZero, rowId } from "../fields.ts"
import { uploadMessage } from "../message.ts"
import { pieceBytesFor } from "../pieces/manifest.ts"
import { recordAction } from "../record-action.ts"
import { publishFilm } from "../uploads/publish-film.ts"

/** upload_movie: puts a film into the library. */
export const uploadMovie = uploadMessage(
  "upload_movie",
  {
    doc: "Puts a film into the library; it is there for good, and on the disk, when the reply comes.",
    access: "editor",
    request: {
      file_name: line(255).describe("shown to members"),
      file_size: z.int().min(1).describe("bytes that follow"),
      file_md5: md5(),
      is_free: oneOrZero().describe("1 free, 0 charged"),
    },
    reply: { movie_id: rowId() },
    done: { en: "The film is in the library.", zh: "影片上传成功" },
    fails: ["FILM_TOO_LARGE", "NO_SPACE", "WRONG_CONTENT", "TIMED_OUT"],
  },
  async (context, { file_name, file_size, file_md5, is_free }, film) => {
    const { session, settings, store } = context
    const pieceBytes = pieceBytesFor(file_size, settings.pieceBytes)
    const staged = await store.receive(film, file_md5, pieceBytes)
    const row = { name: file_name, is_free, uploader_id: session.userId, upload: undefined }
    const inside = (id: number): Promise<void> =>
      recordAction(context, {
        action: "upload_movie",
        target: `movie ${id}`,
        after: { name: file_name, size: file_size, is_free },
      })
    return { movie_id: await publishFilm(store, staged, { ...row, inside }) }
  },
)
