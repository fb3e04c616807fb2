import { z } from "zod"
import { Movie } from "../../db/movie.ts"
import { rowId } from "../fields.ts"
import { message } from "../message.ts"
import { newestThatFit } from "../newest-that-fit.ts"

// The shortest entry that there can be, ["x","免费",1], is 17 bytes long: no list that fits has more of them.
const shortestEntryBytes = 17

/** get_movie_list: the library in one short list. */
export const getMovieList = message(
  "get_movie_list",
  {
    doc: "Lists the films that are not deleted, oldest first; of a large library the newest that fit (list_movies has all, page by page).",
    access: "member",
    request: { movie_type: z.enum(["all", "free", "charge"]) },
    reply: {
      movie_list: z
        .array(z.tuple([z.string(), z.enum(["免费", "收费"]), rowId()]))
        .describe("[name, 免费 (free) or 收费 (charged), id]"),
    },
    done: { en: "Here are the films.", zh: "获取影片列表成功" },
    fails: [],
  },
  async ({ settings }, { movie_type }) => {
    const kind = movie_type === "all" ? {} : { is_free: movie_type === "free" }
    const limit = Math.ceil(settings.maxListBytes / shortestEntryBytes)
    const films = await Movie.select({ is_delete: false, ...kind }, { orderBy: "-id", limit })
    const entries = films.map(({ name, is_free, id }): [string, "免费" | "收费", number] => [
      name,
      is_free ? "免费" : "收费",
      id,
    ])
    return { movie_list: newestThatFit(entries, settings.maxListBytes).reverse() }
  },
)
