import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { shownPrice } from "../cli/ask-movie.ts"
import { askValue } from "../cli/ask-value.ts"
import { type Command, command } from "../cli/command.ts"
import { allMovies, type Movie } from "../cli/pages.ts"
import { option } from "../cli/param.ts"
import { anyText, type MovieType, movieType } from "../cli/readers.ts"
import { formatBytes, formatTime } from "../terminal/format.ts"
import type { Say } from "../terminal/say.ts"

const type = option<MovieType>("TYPE", helpTexts.type, movieType, {
  fallback: "all",
  ask: ({ asker, say }) =>
    asker.choose(say(clientTexts.askType), [
      { name: say(clientTexts.all), value: "all" },
      { name: say(clientTexts.free), value: "free" },
      { name: say(clientTexts.paid), value: "charge" },
    ]),
})

const search = option("TEXT", helpTexts.listSearch, anyText, {
  fallback: "",
  ask: askValue(clientTexts.askFilmSearch, anyText, { empty: "" }),
})

/** A price, with the end of the offer that it is of. */
function offered({ offer_until, is_bought, is_free }: Movie, price: string, say: Say): string {
  if (offer_until === null || is_bought === 1 || is_free === 1) return price
  return say(clientTexts.offeredUntil, { price, time: formatTime(offer_until) })
}

/** Lists the films, or those that a search finds. */
export const listMovies: Command = command<{ type: MovieType; search: string }, { movies: Movie[] }>({
  name: "list",
  doc: helpTexts.list,
  title: clientTexts.menuList,
  needsLogin: true,
  params: { type, search },
  run: async ({ remote, signal }, values) => ({ movies: await allMovies(remote, values, signal) }),
  print: ({ movies }, { line, table }, { say }) => {
    if (movies.length === 0) return line(say(clientTexts.noMovies))
    table(
      [
        { head: say(clientTexts.headId), align: "right" },
        { head: say(clientTexts.headName), wraps: true },
        { head: say(clientTexts.headSize), align: "right" },
        { head: say(clientTexts.headPrice), align: "right" },
        { head: say(clientTexts.headUploaded) },
      ],
      movies.map((movie) => [
        String(movie.id),
        movie.name,
        formatBytes(movie.size),
        offered(movie, shownPrice(movie, say), say),
        formatTime(movie.upload_time),
      ]),
    )
  },
})
