import { z } from "zod"
import { Movie } from "../../db/movie.ts"
import { Purchase } from "../../db/purchase.ts"
import { lt } from "../../orm/operator.ts"
import { belongsTo } from "../../orm/relation.ts"
import { bit, count, moment, pageLimit, rowId, toBit } from "../fields.ts"
import { message } from "../message.ts"
import { nextPage } from "../next-page.ts"

/** list_purchases: what a member bought, page by page. */
export const listPurchases = message(
  "list_purchases",
  {
    doc: "Lists the films that the member bought, newest first, a page at a time.",
    access: "member",
    reads: true,
    request: {
      before_id: rowId().optional().describe("next_before_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      purchases: z.array(
        z.object({
          id: rowId(),
          movie_id: rowId(),
          name: z.string(),
          size: count.describe("bytes of the film"),
          price_fen: count.describe("what was paid"),
          time: moment,
          is_available: bit.describe("1: it can be downloaded; 0: it was purged, or found damaged"),
          is_in_trash: bit.describe("1: it was taken off sale, and stays with who bought it"),
        }),
      ),
      next_before_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here are your films.", zh: "获取购买记录成功" },
    fails: [],
  },
  async ({ session }, { before_id, limit }) => {
    const page = before_id === undefined ? {} : { id: lt(before_id) }
    const purchases = await Purchase.select(
      { user_id: session.userId, ...page },
      { orderBy: "-id", limit, with: { movie: belongsTo(Movie, "movie_id") } },
    )
    return {
      purchases: purchases.map(({ id, movie_id, movie, price_fen, create_time }) => ({
        id,
        movie_id,
        name: movie?.name ?? "",
        size: movie?.size ?? 0,
        price_fen: Number(price_fen),
        time: create_time.toISOString(),
        is_available: toBit(movie?.purge_time === null && movie.damage_time === null),
        is_in_trash: toBit(movie?.is_delete === true && movie.purge_time === null),
      })),
      next_before_id: nextPage(purchases, limit),
    }
  },
)
