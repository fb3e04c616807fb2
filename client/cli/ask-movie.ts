import { clientTexts } from "../../interface/text/client.ts"
import { formatBytes, formatPrice } from "../terminal/format.ts"
import { printableLine } from "../terminal/printable.ts"
import type { Say } from "../terminal/say.ts"
import { Trouble } from "../trouble.ts"
import { allMovies, type Movie } from "./pages.ts"
import type { AskingJob } from "./param.ts"

/** Lets somebody search the library as they type; throws Trouble NO_MOVIES where it is empty. */
export async function askMovie({ asker, remote, say, signal }: AskingJob): Promise<readonly number[]> {
  const movies = await allMovies(remote, "all", signal)
  if (movies.length === 0) throw new Trouble("NO_MOVIES")
  const choices = movies.map((movie) => ({ name: describeMovie(movie, say), value: movie.id }))
  return [await asker.search(say(clientTexts.askMovie), choices)]
}

function describeMovie({ id, name, size, is_free, price_fen }: Movie, say: Say): string {
  const price = is_free === 1 ? say(clientTexts.free) : formatPrice(price_fen)
  return `${printableLine(name)}  (${id}, ${formatBytes(size)}, ${price})`
}
