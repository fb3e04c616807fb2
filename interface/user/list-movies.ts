import { z } from "zod"
import { pageLimit, rowId } from "../fields.ts"
import { filmFields, viewFilms } from "../film-view.ts"
import { message } from "../message.ts"
import { nextPage } from "../next-page.ts"
import { findFilms, noBound } from "../search/find-films.ts"
import { needlesOf } from "../search/needles-of.ts"

/** list_movies: the library page by page. */
export const listMovies = message(
  "list_movies",
  {
    doc: "Lists the films that are not deleted, newest first, a page at a time: all of them, or those that a search finds.",
    access: "member",
    reads: true,
    request: {
      movie_type: z.enum(["all", "free", "charge"]).default("all"),
      query: z
        .string()
        .max(100)
        .optional()
        .describe(
          "words that the name has, all of them, in any order, case and width; or the Pinyin of its characters, of which the last may be unfinished, or their initials",
        ),
      only: z
        .enum(["bought", "unwatched"])
        .optional()
        .describe("only films that whoever asks has bought, or not begun to watch"),
      before_id: rowId().optional().describe("next_before_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      movies: z.array(z.object(filmFields)),
      next_before_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here are the films.", zh: "获取影片列表成功" },
    fails: [],
  },
  async (context, { movie_type, query = "", only, before_id = noBound, limit }) => {
    const kind = movie_type === "all" ? {} : { is_free: movie_type === "free" }
    const wanted = { userId: context.session.userId, kind, needles: needlesOf(query), only }
    const films = await findFilms(wanted, before_id, limit)
    return { movies: await viewFilms(context, films), next_before_id: nextPage(films, limit) }
  },
)
