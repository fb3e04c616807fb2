import { buyingTexts } from "../../interface/text/client/buying.ts"
import { confirmed, type Job } from "../cli/job.ts"
import { isRefusal, Refused } from "../refused.ts"
import { formatPrice } from "../terminal/format.ts"
import { printableLine } from "../terminal/printable.ts"
import { buyOnce } from "./buy-once.ts"

/** A film that is for sale, as the person is told. */
export type FilmForSale = { readonly id: number; readonly name: string; readonly price_fen: number }

/** What was paid for a film, and what is left; nothing of either where it was theirs already. */
export type BoughtFilm = { readonly price_fen: number | null; readonly balance_fen: number | null }

/**
 * Buys a film once the person has said yes to its price; where that has changed meanwhile, asks again. Throws Trouble NEEDS_YES,
 * DECLINED and those of `buyOnce`, and what the server refuses.
 */
export async function buyFilm(job: Job, { id, name, price_fen: first }: FilmForSale): Promise<BoughtFilm> {
  const { remote, say, signal } = job
  for (let price_fen = first; ; ) {
    await confirmed(job, say(buyingTexts.confirmBuy, { name, price: formatPrice(price_fen) }))
    try {
      const bought = await buyOnce(job, name, (request_key) =>
        remote.call("buy_movie", { movie_id: id, price_fen, request_key }, { signal }),
      )
      const [price, balance] = [formatPrice(bought.price_fen), formatPrice(bought.balance_fen)]
      job.tell(say(buyingTexts.bought, { name, price, balance }))
      return { price_fen: bought.price_fen, balance_fen: bought.balance_fen }
    } catch (error) {
      if (isRefusal(error, "ALREADY_BOUGHT")) {
        job.tell(say(buyingTexts.boughtBefore, { name }))
        return { price_fen: null, balance_fen: null }
      }
      price_fen = newPrice(job, error)
    }
  }
}

/** The price that somebody can be asked about instead; throws the error where it is another one, or nobody is there. */
function newPrice({ asker, yes, note }: Job, error: unknown): number {
  const isChanged = error instanceof Refused && error.code === "PRICE_CHANGED"
  const price = isChanged ? error.reply.price_fen : undefined
  if (!isChanged || typeof price !== "number" || asker === undefined || yes) throw error
  note(printableLine(error.msg))
  return price
}
