import { z } from "zod"
import { Failure } from "../failure.ts"
import { rowId } from "../fields.ts"
import { message, uploadMessage } from "../message.ts"

/** set_poster: a film's poster, from a picture. */
export const setPoster = uploadMessage(
  "set_poster",
  {
    doc: "Gives a film a poster: the bytes of a picture in JPEG, PNG, WebP or AVIF follow.",
    access: "editor",
    request: { movie_id: rowId(), file_size: z.int().min(1).describe("bytes that follow") },
    reply: { poster: z.string().describe("the content name of the poster") },
    done: { en: "The film has its poster.", zh: "海报已设置" },
    fails: ["NO_SUCH_MOVIE", "BAD_IMAGE", "IMAGE_TOO_LARGE", "NO_SPACE", "BUSY"],
  },
  async () => {
    throw new Failure("NO_SUCH_MOVIE")
  },
)

/** use_poster: a film's poster, from a picture that was uploaded before, or none. */
export const usePoster = message(
  "use_poster",
  {
    doc: "Gives a film a poster that was uploaded before; null takes it away, and where the film itself has one that comes back.",
    access: "editor",
    request: {
      movie_id: rowId(),
      poster: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .nullable(),
    },
    reply: { poster: z.string().nullable() },
    done: { en: "The film's poster is changed.", zh: "海报已更换" },
    fails: ["NO_SUCH_MOVIE", "NO_SUCH_IMAGE"],
  },
  async () => {
    throw new Failure("NO_SUCH_MOVIE")
  },
)
