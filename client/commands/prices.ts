import { filmHelp } from "../../interface/text/client/films.ts"
import { priceHelp, priceTexts } from "../../interface/text/client/prices.ts"
import type { Text } from "../../interface/text/locale.ts"
import { askMovie } from "../cli/ask-movie.ts"
import { askValue } from "../cli/ask-value.ts"
import { type Command, command, type Printer } from "../cli/command.ts"
import type { Job } from "../cli/job.ts"
import { argument, option, type Param } from "../cli/param.ts"
import {
  type OfferPrice,
  type OwnPrice,
  offerPrice,
  ownPrice,
  pointInTime,
  rowNumber,
} from "../cli/readers.ts"
import { findMovie } from "../find-movie.ts"
import { formatPrice } from "../terminal/format.ts"
import { Trouble } from "../trouble.ts"

type Prices = { readonly price_fen: number; readonly price_vip_fen: number }
type Priced = Prices & { readonly id: number; readonly name: string }

const id = argument<number>("ID", filmHelp.movieId, rowNumber, {
  ask: async (job) => (await askMovie(job))[0] ?? 0,
})

/** Changes what a film costs, and answers what it costs then. */
async function priced(job: Job, movieId: number, change: () => Promise<Prices>): Promise<Priced> {
  const { name } = await findMovie(job.remote, movieId, job)
  const { price_fen, price_vip_fen } = await change()
  return { id: movieId, name, price_fen, price_vip_fen }
}

function printPriced(film: Priced, { line }: Printer, { say }: Job): void {
  const { id: movieId, name } = film
  const prices = { price: formatPrice(film.price_fen), vip: formatPrice(film.price_vip_fen) }
  line(say(priceTexts.priced, { id: movieId, name, ...prices }))
}

function ownPriceOption(doc: Text, question: Text): Param<OwnPrice> {
  const ask = askValue<OwnPrice>(question, ownPrice, { empty: "unchanged" })
  return option<OwnPrice>("YUAN", doc, ownPrice, { fallback: "unchanged", ask })
}

/** A price as a request has it: null for the library's. */
function onWire(price: number | "default"): number | null {
  return price === "default" ? null : price
}

/** Gives a film prices of its own, or takes them away. */
export const setPrices: Command = command<{ id: number; price: OwnPrice; "vip-price": OwnPrice }, Priced>({
  name: "prices set",
  doc: priceHelp.pricesSet,
  title: priceTexts.menuPricesSet,
  needsLogin: true,
  params: {
    id,
    price: ownPriceOption(priceHelp.price, priceTexts.askPrice),
    "vip-price": ownPriceOption(priceHelp.vipPrice, priceTexts.askVipPrice),
  },
  run: (job, { id: movie_id, price, "vip-price": vipPrice }) => {
    if (price === "unchanged" && vipPrice === "unchanged") throw new Trouble("MISSING", { what: "--price" })
    const fields = {
      ...(price === "unchanged" ? {} : { price_fen: onWire(price) }),
      ...(vipPrice === "unchanged" ? {} : { price_vip_fen: onWire(vipPrice) }),
    }
    return priced(job, movie_id, () => job.remote.call("set_price", { movie_id, ...fields }, job))
  },
  print: printPriced,
})

type Offer = {
  readonly id: number
  readonly price: OfferPrice
  readonly from: string
  readonly until: string
}

/** Offers a film for some time. */
export const offerMovie: Command = command<Offer, Priced>({
  name: "prices offer",
  doc: priceHelp.pricesOffer,
  title: priceTexts.menuPricesOffer,
  needsLogin: true,
  params: {
    id,
    price: argument<OfferPrice>("YUAN", priceHelp.offerPrice, offerPrice, {
      ask: askValue<OfferPrice>(priceTexts.askOfferPrice, offerPrice, { empty: "none" }),
    }),
    from: option<string>("TIME", priceHelp.offerFrom, pointInTime, {
      fallback: "",
      ask: askValue(priceTexts.askOfferFrom, pointInTime, { empty: "" }),
    }),
    until: option<string>("TIME", priceHelp.offerUntil, pointInTime, {
      fallback: "",
      ask: askValue(priceTexts.askOfferUntil, pointInTime, { empty: "" }),
    }),
  },
  run: (job, { id: movie_id, price, from, until }) => {
    const offer_fen = price === "none" ? null : price
    const times = { ...(from === "" ? {} : { from }), ...(until === "" ? {} : { until }) }
    return priced(job, movie_id, () => job.remote.call("set_offer", { movie_id, offer_fen, ...times }, job))
  },
  print: printPriced,
})

function freeing(
  is_free: boolean,
  texts: Pick<Parameters<typeof command>[0], "name" | "doc" | "title">,
): Command {
  return command<{ id: number }, Priced>({
    ...texts,
    needsLogin: true,
    params: { id },
    run: (job, { id: movie_id }) =>
      priced(job, movie_id, () => job.remote.call("set_free", { movie_id, is_free }, job)),
    print: printPriced,
  })
}

/** Makes a paid film free. */
export const freeMovie: Command = freeing(true, {
  name: "prices free",
  doc: priceHelp.pricesFree,
  title: priceTexts.menuPricesFree,
})

/** Makes a free film a paid one. */
export const chargeMovie: Command = freeing(false, {
  name: "prices paid",
  doc: priceHelp.pricesPaid,
  title: priceTexts.menuPricesPaid,
})
