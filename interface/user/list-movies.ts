import { z } from "zod"
import { Movie } from "../../db/movie.ts"
import { lt } from "../../orm/operator.ts"
import { pageLimit, rowId, toBit } from "../fields.ts"
import { filmFields } from "../film-view.ts"
import { message } from "../message.ts"
import { boughtOf } from "../money/already-bought.ts"
import { nextPage } from "../next-page.ts"
import { buyerOf, isOffered, priceFen } from "../price.ts"

/** list_movies: the library page by page. */
export const listMovies = message(
  "list_movies",
  {
    doc: "Lists the films that are not deleted, newest first, a page at a time.",
    access: "member",
    reads: true,
    request: {
      movie_type: z.enum(["all", "free", "charge"]).default("all"),
      query: z
        .string()
        .max(100)
        .optional()
        .describe(
          "words that the name has, in any case and width, or the Pinyin or Pinyin initials of its characters",
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
  async ({ session, settings }, { movie_type, before_id, limit }) => {
    const kind = movie_type === "all" ? {} : { is_free: movie_type === "free" }
    const page = before_id === undefined ? {} : { id: lt(before_id) }
    const films = await Movie.select({ is_delete: false, ...kind, ...page }, { orderBy: "-id", limit })
    const buyer = { ...(await buyerOf(session)), isStaff: false }
    const ids = films.map(({ id }) => id)
    const bought = await boughtOf(session.userId, ids)
    return {
      movies: films.map((film) => ({
        id: film.id,
        name: film.name,
        size: film.size,
        is_free: toBit(film.is_free),
        price_fen: priceFen(settings, film, buyer),
        is_bought: toBit(bought.has(film.id)),
        offer_until: isOffered(film, buyer.nowMs) ? (film.offer_until?.toISOString() ?? null) : null,
        upload_time: film.upload_time.toISOString(),
        poster: film.poster,
        duration_ms: film.duration_ms,
        width: film.width,
        height: film.height,
        position_ms: null,
      })),
      next_before_id: nextPage(films, limit),
    }
  },
)
