import { filmTexts } from "../../interface/text/client/films.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { formatBytes, formatPrice } from "../terminal/format.ts"
import { printableLine } from "../terminal/printable.ts"
import type { Say } from "../terminal/say.ts"
import { Trouble } from "../trouble.ts"
import type { Movie } from "./pages.ts"
import type { AskingJob } from "./param.ts"
import type { MovieType } from "./readers.ts"

/** Films that are shown at a time: whoever doesn't see theirs types more of the name. */
const shown = 50

/** Which of the library's films somebody may choose among. */
type Among = { readonly type?: MovieType; readonly isMeant?: (movie: Movie) => boolean }

/** Lets somebody search the library as they type, on the server: it may be very large. Throws Trouble NO_MOVIES where it is empty. */
export async function askMovie(job: AskingJob, among: Among = {}): Promise<readonly number[]> {
  const { asker, say } = job
  if ((await matching(job, "", among)).length === 0) throw new Trouble("NO_MOVIES")
  const chosen = await asker.find(say(filmTexts.askMovie), async (term) =>
    (await matching(job, term, among)).map((movie) => ({
      name: describeMovie(movie, say),
      value: movie.id,
    })),
  )
  return [chosen]
}

/** The films that are shown for what was typed: that of this number, and those whose name is like it. */
async function matching(job: AskingJob, term: string, among: Among): Promise<Movie[]> {
  const { type = "all", isMeant = () => true } = among
  const { remote, signal } = job
  const query = term.trim().slice(0, 100)
  const found = (await numbered(job, query, type)).filter(isMeant)
  const [first] = found
  for (let before_id: number | null | undefined; before_id !== null && found.length < shown; ) {
    const from = before_id === undefined ? {} : { before_id }
    const reply = await remote.call(
      "list_movies",
      { movie_type: type, query, limit: 200, ...from },
      { signal },
    )
    found.push(...reply.movies.filter((movie) => isMeant(movie) && movie.id !== first?.id))
    before_id = reply.movies.length === 0 ? null : reply.next_before_id
  }
  return found.slice(0, shown)
}

/** The film whose number was typed, where there is one. */
async function numbered(
  { remote, signal }: AskingJob,
  term: string,
  movie_type: MovieType,
): Promise<Movie[]> {
  if (!/^[1-9]\d{0,14}$/.test(term)) return []
  const id = Number(term)
  const request = { movie_type, before_id: id + 1, limit: 1 }
  const { movies } = await remote.call("list_movies", request, { signal })
  return movies.filter((movie) => movie.id === id)
}

function describeMovie(movie: Movie, say: Say): string {
  const { id, name, size } = movie
  return `${printableLine(name)}  (${id}, ${formatBytes(size)}, ${shownPrice(movie, say)})`
}

/** What a film costs whoever asks, as a person reads it. */
export function shownPrice(
  { is_free, is_bought, price_fen }: Pick<Movie, "is_free" | "is_bought" | "price_fen">,
  say: Say,
): string {
  if (is_free === 1) return say(wordTexts.free)
  return is_bought === 1 ? say(filmTexts.yours) : formatPrice(price_fen)
}
