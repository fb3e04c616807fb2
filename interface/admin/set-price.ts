import { Failure } from "../failure.ts"
import { price, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { fieldProblemTexts } from "../text/field-problems.ts"
import { changeFilm, pricesReply } from "./change-film.ts"

/** set_price: a price of a film's own. */
export const setPrice = message(
  "set_price",
  {
    doc: "Gives a film prices of its own, for members and for VIPs, in fen; null takes one away. VIPs pay the film's price for VIPs, else its price for members, else the settings' for VIPs; others the film's price for members, else the settings'. What isn't named stays. It changes nothing for who has bought the film.",
    access: "cashier",
    request: {
      movie_id: rowId(),
      price_fen: price.nullable().optional(),
      price_vip_fen: price.nullable().optional(),
    },
    reply: pricesReply,
    done: { en: "The film's price is set.", zh: "影片价格已设置" },
    fails: ["NO_SUCH_MOVIE"],
  },
  async (context, { movie_id, price_fen, price_vip_fen }) => {
    if (price_fen === undefined && price_vip_fen === undefined) {
      throw new Failure("BAD_FIELD", { field: "price_fen", problem: fieldProblemTexts.missing })
    }
    return changeFilm(context, "set_price", movie_id, {
      ...(price_fen === undefined ? {} : { price_fen }),
      ...(price_vip_fen === undefined ? {} : { price_vip_fen }),
    })
  },
)
