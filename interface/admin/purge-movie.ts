import { Movie } from "../../db/movie.ts"
import { Failure } from "../failure.ts"
import { oneOrZero, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { purgeFilm } from "../purge-film.ts"
import { recordAction } from "../record-action.ts"

/** purge_movie: removes a film of the trash for good. */
export const purgeMovie = message(
  "purge_movie",
  {
    doc: "Removes a film of the trash for good; downloads under way finish. One that people bought is PURCHASED, with `buyers` (how many) and `names` (of the first 20), unless `even_purchased` says that they are to lose it.",
    access: "editor",
    request: { movie_id: rowId(), even_purchased: oneOrZero().default(false) },
    reply: {},
    done: { en: "The film is gone for good.", zh: "影片已彻底删除" },
    fails: ["NO_SUCH_MOVIE", "PURCHASED"],
  },
  async ({ store, session }, { movie_id, even_purchased }) => {
    const film = await Movie.first({ id: movie_id, is_delete: true, purge_time: null })
    if (film === undefined) throw new Failure("NO_SUCH_MOVIE")
    const { name } = film
    const target = `movie ${movie_id}`
    await purgeFilm(store, film, {
      evenPurchased: even_purchased,
      inside: () =>
        recordAction({ session }, { action: "purge_movie", target, before: { name, place: "trash" } }),
    })
    return {}
  },
)
