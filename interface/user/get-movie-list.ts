import { z } from "zod"
import { Movie } from "../../db/movie.ts"
import { rowId } from "../fields.ts"
import { message } from "../message.ts"
import { newestEntries } from "../newest-entries.ts"

/** get_movie_list: the library in one short list. */
export const getMovieList = message(
  "get_movie_list",
  {
    doc: "Lists the films that are not deleted, oldest first; of a large library the newest that fit (list_movies has all, page by page).",
    access: "member",
    reads: true,
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
    const entries = await newestEntries(
      settings.maxListBytes,
      (older, limit) => Movie.select({ is_delete: false, ...kind, ...older }, { orderBy: "-id", limit }),
      ({ name, is_free, id }): [string, "免费" | "收费", number] => [name, is_free ? "免费" : "收费", id],
    )
    return { movie_list: entries.reverse() }
  },
)
