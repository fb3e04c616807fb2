import { z } from "zod"
import { Movie } from "../../db/movie.ts"
import { transaction } from "../../orm/transaction.ts"
import type { MemberContext } from "../context.ts"
import { Failure } from "../failure.ts"
import { rowId } from "../fields.ts"
import { message, uploadMessage } from "../message.ts"
import { recordAction } from "../record-action.ts"

/** set_poster: a film's poster, from a picture. */
export const setPoster = uploadMessage(
  "set_poster",
  {
    doc: "Gives a film a poster: the bytes of a picture in JPEG, PNG, WebP or AVIF follow.",
    access: "editor",
    request: { movie_id: rowId(), file_size: z.int().min(1).describe("bytes that follow") },
    reply: { poster: z.string().describe("the content name of the poster") },
    done: { en: "The film has its poster.", zh: "海报已设置" },
    fails: ["NO_SUCH_MOVIE", "BAD_IMAGE", "IMAGE_TOO_LARGE", "NO_SPACE", "TIMED_OUT", "BUSY"],
  },
  async (context, { movie_id, file_size }, picture) => {
    const { settings, pictures } = context
    const limit = settings.maxImageBytes
    if (file_size > limit) throw new Failure("IMAGE_TOO_LARGE", { limit, unit: "bytes" })
    if (!(await Movie.exists({ id: movie_id, purge_time: null }))) throw new Failure("NO_SUCH_MOVIE")
    const poster = await pictures.add(picture.chunks())
    await pictures.use(poster, () => changePoster(context, "set_poster", movie_id, poster))
    return { poster }
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
    reply: { poster: z.string().nullable().describe("the content name of the poster; null without one") },
    done: { en: "The film's poster is changed.", zh: "海报已更换" },
    fails: ["NO_SUCH_MOVIE", "NO_SUCH_IMAGE"],
  },
  async (context, { movie_id, poster }) => {
    const change = (): Promise<string | null> => changePoster(context, "use_poster", movie_id, poster)
    return { poster: await (poster === null ? change() : context.pictures.use(poster, change)) }
  },
)

/**
 * Has a film show the staff's poster, or its own where that is null, and writes down who did it where that changes anything;
 * answers what it shows.
 */
function changePoster(
  { session }: Pick<MemberContext, "session">,
  action: string,
  movieId: number,
  wanted: string | null,
): Promise<string | null> {
  return transaction(async () => {
    const film = await Movie.first({ id: movieId, purge_time: null }, { forUpdate: true })
    if (film === undefined) throw new Failure("NO_SUCH_MOVIE")
    const before = { poster: film.poster, poster_source: film.poster_source }
    const own = film.film_poster === null ? null : "film"
    const after = {
      poster: wanted ?? film.film_poster,
      poster_source: wanted === null ? own : "staff",
    } as const
    if (before.poster === after.poster && before.poster_source === after.poster_source) return after.poster
    await Object.assign(film, after).update()
    await recordAction({ session }, { action, target: `movie ${movieId}`, before, after })
    return after.poster
  })
}
