import { z } from "zod"
import { Failure } from "../failure.ts"
import { bit, rowId, toBit } from "../fields.ts"
import { filmFields, viewFilms } from "../film-view.ts"
import { message } from "../message.ts"
import { filmToDownload } from "./film-to-download.ts"

/** In a reply of its own the film's number isn't called `id`: that is what repeats a request's. */
const { id: _, ...shownFields } = filmFields

/** show_movie: all that a member may know of one film. */
export const showMovie = message(
  "show_movie",
  {
    doc: "Tells all that there is to know of a film that is in the library, or that whoever asks has bought.",
    access: "member",
    reads: true,
    request: { movie_id: rowId() },
    reply: {
      movie_id: rowId(),
      ...shownFields,
      description: z.string().nullable(),
      container: z.string().nullable().describe("as ffprobe names it; null where it isn't known"),
      video_codec: z.string().nullable(),
      audio_codec: z.string().nullable(),
      content_id: z.string().nullable(),
      sha256: z.string().nullable().describe("in hexadecimal; null until it is worked out"),
      is_damaged: bit,
      is_deleted: bit.describe("1: it lies in the trash, and only who has bought it sees it"),
    },
    done: { en: "Here is the film.", zh: "获取影片成功" },
    fails: ["NO_SUCH_MOVIE"],
  },
  async (context, { movie_id }) => {
    const { movie: film } = await filmToDownload(context.session, movie_id, undefined)
    const [view] = await viewFilms(context, [film])
    if (view === undefined) throw new Failure("NO_SUCH_MOVIE")
    const { id, ...shown } = view
    return {
      movie_id: id,
      ...shown,
      description: film.description,
      container: film.container,
      video_codec: film.video_codec,
      audio_codec: film.audio_codec,
      content_id: film.content_id,
      sha256: film.sha256,
      is_damaged: toBit(film.damage_time !== null),
      is_deleted: toBit(film.is_delete),
    }
  },
)
