import { Failure } from "../failure.ts"
import { pointInTime, price, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { fieldProblemTexts } from "../text/field-problems.ts"
import { changeFilm, pricesReply } from "./change-film.ts"

/** set_offer: a lower price of a film for some time. */
export const setOffer = message(
  "set_offer",
  {
    doc: "Offers a film for some time at a price in fen that nobody pays more than; who would pay less anyway does. null ends the offer.",
    access: "cashier",
    request: {
      movie_id: rowId(),
      offer_fen: price.nullable(),
      from: pointInTime().optional().describe("at once without it"),
      until: pointInTime().optional().describe("for good without it"),
    },
    reply: pricesReply,
    done: { en: "The film's offer is set.", zh: "影片优惠已设置" },
    fails: ["NO_SUCH_MOVIE"],
  },
  async (context, { movie_id, offer_fen, from, until }) => {
    const isOffer = offer_fen !== null
    const change = {
      offer_fen,
      offer_from: isOffer ? (from ?? null) : null,
      offer_until: isOffer ? (until ?? null) : null,
    }
    return changeFilm(context, "set_offer", movie_id, change, (nowMs) => {
      // One that would be over before it begins is a slip of whoever typed it.
      const begin = Math.max(nowMs, change.offer_from?.getTime() ?? nowMs)
      if (change.offer_until === null || change.offer_until.getTime() > begin) return
      throw new Failure("BAD_FIELD", { field: "until", problem: fieldProblemTexts.tooEarly })
    })
  },
)
