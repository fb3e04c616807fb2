import { setImmediate as turn } from "node:timers/promises"
import { FilmSearch } from "../../db/film-search.ts"
import { ListedFilm } from "../../db/movie.ts"
import { Purchase } from "../../db/purchase.ts"
import { Watching } from "../../db/watching.ts"
import { and, contains, gte, lt, oneOf, or } from "../../orm/operator.ts"
import type { Needles } from "./needles-of.ts"

/** Which films of the library somebody wants to see. */
export type WantedFilms = {
  readonly userId: number
  readonly kind: { readonly is_free?: boolean }
  /** Of each word of a query; none for every film. */
  readonly needles: readonly Needles[]
  readonly only: "bought" | "unwatched" | undefined
}

/** Numbers of films that one statement of a search looks at: few enough that it holds nobody up for more than milliseconds. */
const windowIds = 16_384
/** Films that are looked at in one go at most, where many of them aren't wanted. */
const mostAtOnce = 2000

/** The wanted films with numbers below `before`, the highest number first, `limit` of them at most. */
export async function findFilms(wanted: WantedFilms, before: number, limit: number): Promise<ListedFilm[]> {
  const found: ListedFilm[] = []
  for await (const films of candidates(wanted, before, limit)) {
    found.push(...(wanted.only === "unwatched" ? await withoutWatched(wanted.userId, films) : films))
    if (found.length >= limit) break
  }
  return found.slice(0, limit)
}

/** All that are wanted but for having been watched, some at a time, until nobody asks for more. */
async function* candidates(wanted: WantedFilms, before: number, limit: number): AsyncGenerator<ListedFilm[]> {
  const { kind, only, needles } = wanted
  if (only === "bought" || needles.length > 0) {
    const numbers =
      only === "bought" ? boughtNumbers(wanted, before, limit) : searchedNumbers(needles, before, limit)
    for await (const ids of numbers) {
      if (ids.length > 0)
        yield await ListedFilm.select({ id: oneOf(ids), is_delete: false, ...kind }, { orderBy: "-id" })
    }
    return
  }
  for (let [below, size] = [before, limit]; ; size = larger(size)) {
    const older = below === noBound ? {} : { id: lt(below) }
    const films = await ListedFilm.select(
      { is_delete: false, ...kind, ...older },
      { orderBy: "-id", limit: size },
    )
    yield films
    if (films.length < size) return
    below = films.at(-1)?.id ?? 0
  }
}

/** Stands for no film: all of them come before it. */
export const noBound = Number.MAX_SAFE_INTEGER

/** How many are looked at next, where of so many too few were wanted. */
function larger(size: number): number {
  return Math.min(mostAtOnce, size * 2)
}

/** Films that a person bought, as far as the search finds them. */
async function* boughtNumbers(
  { userId, needles }: WantedFilms,
  before: number,
  limit: number,
): AsyncGenerator<number[]> {
  for (let [below, size] = [before, limit]; ; size = larger(size)) {
    const bought = await Purchase.select(
      { user_id: userId, movie_id: lt(below) },
      { orderBy: "-movie_id", limit: size },
    )
    const ids = bought.map(({ movie_id }) => movie_id)
    yield needles.length === 0 ? ids : await foundAmong(needles, ids)
    if (bought.length < size) return
    below = ids.at(-1) ?? 0
  }
}

async function foundAmong(needles: WantedFilms["needles"], ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return []
  return (await FilmSearch.select(and([{ id: oneOf(ids) }, ...holding(needles)]))).map(({ id }) => id)
}

/** Films that a search finds, from window to window of their numbers. */
async function* searchedNumbers(
  needles: WantedFilms["needles"],
  before: number,
  limit: number,
): AsyncGenerator<number[]> {
  const newest = await FilmSearch.first({ id: lt(before) }, { orderBy: "-id" })
  let high = (newest?.id ?? 0) + 1
  for (let size = limit; high > 1; size = larger(size)) {
    const low = Math.max(1, high - windowIds)
    const window = [{ id: gte(low) }, { id: lt(high) }]
    const rows = await FilmSearch.select(and([...window, ...holding(needles)]), {
      orderBy: "-id",
      limit: size,
    })
    yield rows.map(({ id }) => id)
    high = rows.length < size ? low : (rows.at(-1)?.id ?? 1)
    // Others' requests come in between where the database is in this process.
    await turn()
  }
}

function holding(needles: WantedFilms["needles"]) {
  return needles.map(({ typed, initials, said, saidBegin }) => {
    const either = [typed, ...(initials === undefined ? [] : [initials])].map(has)
    return or(said.length === 0 ? either : [...either, and([has(saidBegin), or(said.map(has))])])
  })
}

function has(text: string) {
  return { search_text: contains(text) }
}

async function withoutWatched(user_id: number, films: readonly ListedFilm[]): Promise<ListedFilm[]> {
  if (films.length === 0) return []
  const watched = await Watching.select({ user_id, movie_id: oneOf(films.map(({ id }) => id)) })
  const begun = new Set(watched.map(({ movie_id }) => movie_id))
  return films.filter(({ id }) => !begun.has(id))
}
