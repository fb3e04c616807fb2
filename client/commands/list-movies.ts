import { columnTexts } from "../../interface/text/client/columns.ts"
import { filmHelp, filmTexts } from "../../interface/text/client/films.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { shownPrice } from "../cli/ask-movie.ts"
import { askValue } from "../cli/ask-value.ts"
import { type Command, command } from "../cli/command.ts"
import { allMovies, type Movie } from "../cli/pages.ts"
import { option } from "../cli/param.ts"
import { anyText, type MovieType, movieType } from "../cli/readers.ts"
import { formatBytes, formatTime } from "../terminal/format.ts"
import type { Say } from "../terminal/say.ts"

const type = option<MovieType>("TYPE", filmHelp.type, movieType, {
  fallback: "all",
  ask: ({ asker, say }) =>
    asker.choose(say(filmTexts.askType), [
      { name: say(wordTexts.all), value: "all" },
      { name: say(wordTexts.free), value: "free" },
      { name: say(wordTexts.paid), value: "charge" },
    ]),
})

const search = option("TEXT", filmHelp.listSearch, anyText, {
  fallback: "",
  ask: askValue(filmTexts.askFilmSearch, anyText, { empty: "" }),
})

/** A price, with the end of the offer that it is of. */
function offered({ offer_until, is_bought, is_free }: Movie, price: string, say: Say): string {
  if (offer_until === null || is_bought === 1 || is_free === 1) return price
  return say(filmTexts.offeredUntil, { price, time: formatTime(offer_until) })
}

/** Lists the films, or those that a search finds. */
export const listMovies: Command = command<{ type: MovieType; search: string }, { movies: Movie[] }>({
  name: "list",
  doc: filmHelp.list,
  title: filmTexts.menuList,
  needsLogin: true,
  params: { type, search },
  run: async ({ remote, signal }, values) => ({ movies: await allMovies(remote, values, signal) }),
  print: ({ movies }, { line, table }, { say }) => {
    if (movies.length === 0) return line(say(filmTexts.noMovies))
    table(
      [
        { head: say(columnTexts.headId), align: "right" },
        { head: say(columnTexts.headName), wraps: true },
        { head: say(columnTexts.headSize), align: "right" },
        { head: say(columnTexts.headPrice), align: "right" },
        { head: say(columnTexts.headUploaded) },
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
