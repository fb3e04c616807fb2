import { z } from "zod"
import { Movie } from "../../db/movie.ts"
import { ConnectionLost } from "../../orm/errors.ts"
import { line, md5, oneOrZero, rowId } from "../fields.ts"
import { uploadMessage } from "../message.ts"
import { pieceBytesFor } from "../pieces/manifest.ts"

/** Stands for a row of which nobody can tell now whether it is there. */
const unknown = Symbol("unknown")

/** upload_movie: puts a film into the library. */
export const uploadMovie = uploadMessage(
  "upload_movie",
  {
    doc: "Puts a film into the library; it is there for good, and on the disk, when the reply comes.",
    access: "admin",
    request: {
      file_name: line(255).describe("shown to members"),
      file_size: z.int().min(1).describe("bytes that follow"),
      file_md5: md5().describe("the sampled md5"),
      is_free: oneOrZero().describe("1 free, 0 charged"),
    },
    reply: { movie_id: rowId() },
    done: { en: "The film is in the library.", zh: "影片上传成功" },
    fails: ["FILM_TOO_LARGE", "NO_SPACE", "WRONG_CONTENT", "TIMED_OUT"],
  },
  async ({ session, settings, store }, { file_name, file_size, file_md5, is_free }, film) => {
    const staged = await store.receive(film, file_md5, pieceBytesFor(file_size, settings.pieceBytes))
    const movie = new Movie({
      name: file_name,
      stored_name: staged.storedName,
      size: file_size,
      sampled_md5: file_md5,
      piece_bytes: staged.pieceBytes,
      content_id: staged.contentId,
      is_free,
      uploader_id: session.userId,
    })
    try {
      await staged.publish()
      await movie.save()
    } catch (error) {
      // A lost connection doesn't say whether the row was stored; if the database can't tell now, the next start asks again.
      const stored =
        error instanceof ConnectionLost
          ? await Movie.first({ stored_name: staged.storedName }).catch(() => unknown)
          : undefined
      if (stored === undefined) await staged.discard()
      if (!(stored instanceof Movie)) throw error
      movie.id = stored.id
    }
    await staged.settle()
    return { movie_id: movie.id }
  },
)
