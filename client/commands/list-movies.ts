import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { type Command, command } from "../cli/command.ts"
import { allMovies, type Movie } from "../cli/pages.ts"
import { option } from "../cli/param.ts"
import { type MovieType, movieType } from "../cli/readers.ts"
import { formatBytes, formatPrice, formatTime } from "../terminal/format.ts"

const type = option<MovieType>("TYPE", helpTexts.type, movieType, {
  fallback: "all",
  ask: ({ asker, say }) =>
    asker.choose(say(clientTexts.askType), [
      { name: say(clientTexts.all), value: "all" },
      { name: say(clientTexts.free), value: "free" },
      { name: say(clientTexts.paid), value: "charge" },
    ]),
})

/** Lists the films. */
export const listMovies: Command = command<{ type: MovieType }, { movies: Movie[] }>({
  name: "list",
  doc: helpTexts.list,
  title: clientTexts.menuList,
  needsLogin: true,
  params: { type },
  run: async ({ remote, signal }, values) => ({ movies: await allMovies(remote, values.type, signal) }),
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
      movies.map(({ id, name, size, is_free, price_fen, upload_time }) => [
        String(id),
        name,
        formatBytes(size),
        is_free === 1 ? say(clientTexts.free) : formatPrice(price_fen),
        formatTime(upload_time),
      ]),
    )
  },
})
