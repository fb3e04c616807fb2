import { clientTexts } from "../../interface/text/client.ts"
import { formatBytes, formatPrice } from "../terminal/format.ts"
import { printableLine } from "../terminal/printable.ts"
import type { Say } from "../terminal/say.ts"
import { Trouble } from "../trouble.ts"
import { allMovies, type Movie } from "./pages.ts"
import type { AskingJob } from "./param.ts"

/** Lets somebody search the library as they type; throws Trouble NO_MOVIES where it is empty. */
export function askMovie(job: AskingJob): Promise<readonly number[]> {
  return askMovieOf(job, () => true)
}

/** The same among some of the library's films. */
export async function askMovieOf(
  { asker, remote, say, signal }: AskingJob,
  isMeant: (movie: Movie) => boolean,
): Promise<readonly number[]> {
  const movies = (await allMovies(remote, "all", signal)).filter(isMeant)
  if (movies.length === 0) throw new Trouble("NO_MOVIES")
  const choices = movies.map((movie) => ({ name: describeMovie(movie, say), value: movie.id }))
  return [await asker.search(say(clientTexts.askMovie), choices)]
}

function describeMovie(movie: Movie, say: Say): string {
  const { id, name, size } = movie
  return `${printableLine(name)}  (${id}, ${formatBytes(size)}, ${shownPrice(movie, say)})`
}

/** What a film costs whoever asks, as a person reads it. */
export function shownPrice({ is_free, is_bought, price_fen }: Movie, say: Say): string {
  if (is_free === 1) return say(clientTexts.free)
  return is_bought === 1 ? say(clientTexts.yours) : formatPrice(price_fen)
}
