import { Movie } from "../../db/movie.ts"
import { now } from "../../orm/expression.ts"
import { Failure } from "../failure.ts"
import { rowId } from "../fields.ts"
import { message } from "../message.ts"

/** delete_movie: takes a film out of the library. */
export const deleteMovie = message(
  "delete_movie",
  {
    doc: "Puts a film into the trash: nobody sees or downloads it any more, and downloads under way finish.",
    access: "editor",
    request: { delete_movie_id: rowId() },
    reply: {},
    done: { en: "The film is deleted.", zh: "影片已删除" },
    fails: ["NO_SUCH_MOVIE"],
  },
  async (_, { delete_movie_id }) => {
    const marked = await Movie.update(
      { id: delete_movie_id, is_delete: false },
      { is_delete: true, delete_time: now() },
    )
    if (marked === 0) throw new Failure("NO_SUCH_MOVIE")
    return {}
  },
)
