import { Movie } from "../../db/movie.ts"
import { now } from "../../orm/expression.ts"
import { transaction } from "../../orm/transaction.ts"
import { Failure } from "../failure.ts"
import { rowId } from "../fields.ts"
import { message } from "../message.ts"
import { recordFilm } from "../record-film.ts"

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
  async (context, { delete_movie_id: id }) => {
    await transaction(async () => {
      const marked = await Movie.update({ id, is_delete: false }, { is_delete: true, delete_time: now() })
      if (marked === 0) throw new Failure("NO_SUCH_MOVIE")
      await recordFilm(context, { action: "delete_movie", id, before: "library", after: "trash" })
    })
    return {}
  },
)
