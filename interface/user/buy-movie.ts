import { z } from "zod"
import { Failure } from "../failure.ts"
import { count, price, requestKey, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { isAlreadyBought } from "../money/already-bought.ts"
import { buyFilm } from "../money/buy-film.ts"
import { once } from "../money/once.ts"

const reply = {
  price_fen: count.describe("what was paid"),
  balance_fen: z.int().describe("what was left"),
  purchase_id: rowId(),
}

/** buy_movie: a film, for ever. */
export const buyMovie = message(
  "buy_movie",
  {
    doc: "Buys a film for ever, at the price that the person confirmed; where it is another one by now, nothing is bought. A repeat with the same request_key is answered as the first time and costs nothing.",
    access: "member",
    request: {
      movie_id: rowId(),
      price_fen: price.describe("the price that the person confirmed"),
      request_key: requestKey().describe("16 to 64 of A-Z a-z 0-9 _ -, made once for each purchase"),
    },
    reply,
    done: { en: "The film is yours.", zh: "购买成功" },
    fails: [
      "NO_SUCH_MOVIE",
      "NOT_FOR_SALE",
      "FILM_DAMAGED",
      "ALREADY_BOUGHT",
      "PRICE_CHANGED",
      "INSUFFICIENT_BALANCE",
      "KEY_REUSED",
    ],
  },
  async ({ session, settings }, { movie_id, price_fen, request_key }) => {
    const { userId } = session
    const asked = { movie_id, price_fen }
    const order = { session, settings, movieId: movie_id, confirmedFen: price_fen }
    try {
      const done = await once({ userId, key: request_key, type: "buy_movie", asked }, async () => {
        const { purchaseId, priceFen, balanceFen } = await buyFilm(order)
        return { price_fen: priceFen, balance_fen: balanceFen, purchase_id: purchaseId }
      })
      return done.repeated === false ? done.reply : z.object(reply).parse(done.repeated)
    } catch (error) {
      if (await isAlreadyBought(error, userId, movie_id)) {
        throw new Failure("ALREADY_BOUGHT", {}, { cause: error })
      }
      throw error
    }
  },
)
