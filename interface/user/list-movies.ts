import { z } from "zod"
import { Movie } from "../../db/movie.ts"
import { lt } from "../../orm/operator.ts"
import { bit, count, moment, pageLimit, rowId, toBit } from "../fields.ts"
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
    request: {
      movie_type: z.enum(["all", "free", "charge"]).default("all"),
      before_id: rowId().optional().describe("next_before_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      movies: z.array(
        z.object({
          id: rowId(),
          name: z.string(),
          size: count.describe("bytes"),
          is_free: bit,
          price_fen: count.describe(
            "what it costs whoever asks; the staff, who pay nothing, are told what it costs members; 0 for a free film",
          ),
          is_bought: bit.describe("1: whoever asks has bought it, and pays nothing any more"),
          offer_until: moment.nullable().describe("the end of an offer that holds now; null without one"),
          upload_time: moment,
        }),
      ),
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
      })),
      next_before_id: nextPage(films, limit),
    }
  },
)
