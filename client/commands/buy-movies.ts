import { buyingHelp, buyingTexts } from "../../interface/text/client/buying.ts"
import { filmHelp } from "../../interface/text/client/films.ts"
import { type BoughtFilm, buyFilm } from "../buying/buy-film.ts"
import { askMovie } from "../cli/ask-movie.ts"
import { type Command, command } from "../cli/command.ts"
import { eachItem } from "../cli/each-item.ts"
import type { Job } from "../cli/job.ts"
import { someArguments } from "../cli/param.ts"
import { rowNumber } from "../cli/readers.ts"
import { findMovie } from "../find-movie.ts"
import { Trouble } from "../trouble.ts"

type Bought = BoughtFilm & { readonly id: number; readonly name: string }

async function buy(job: Job, id: number): Promise<Bought> {
  const movie = await findMovie(job.remote, id, job)
  const { name } = movie
  if (movie.is_free === 1) throw new Trouble("FILM_IS_FREE", { name })
  if (movie.is_bought === 0) return { id, name, ...(await buyFilm(job, movie)) }
  job.tell(job.say(buyingTexts.boughtBefore, { name }))
  return { id, name, price_fen: null, balance_fen: null }
}

/** Buys films. */
export const buyMovies: Command = command<{ ids: readonly number[] }, { bought: Bought[] }>({
  name: "buy",
  doc: buyingHelp.buy,
  title: buyingTexts.menuBuy,
  needsLogin: true,
  params: {
    ids: someArguments("ID", filmHelp.movieIds, rowNumber, {
      ask: (job) => askMovie(job, { type: "charge", isMeant: ({ is_bought }) => is_bought === 0 }),
    }),
  },
  run: async (job, { ids }) => ({ bought: await eachItem(job, ids, (id) => buy(job, id)) }),
  print: () => undefined,
})
