import { FilmSearch } from "../../db/film-search.ts"
import { Movie } from "../../db/movie.ts"
import { searchText } from "../../interface/search/search-text.ts"
import { oneOf } from "../../orm/operator.ts"
import { sql } from "../../orm/sql.ts"
import { transaction } from "../../orm/transaction.ts"
import type { App } from "../app.ts"
import type { Job } from "./scheduler.ts"

const hourMs = 3_600_000
/** Numbers of films that one statement looks at, and films that get their text in one transaction (MySQL takes no double as a limit). */
const windowIds = 10_000
const mostAtOnce = 200

/** Lets films be found that were stored before there was a search. */
export function writeSearchTexts({ log }: Pick<App, "log">): Job {
  return {
    name: "search texts",
    everyMs: hourMs,
    run: async (signal) => {
      let films = 0
      const newest = await Movie.first({}, { orderBy: "-id" })
      for (let low = 1; low <= (newest?.id ?? 0) && !signal.aborted; low += windowIds) {
        for (
          let lacking = await lackingIn(low);
          lacking.length > 0 && !signal.aborted;
          lacking = await lackingIn(low)
        ) {
          films += await write(lacking)
        }
      }
      if (films > 0) log.info({ films }, "films can be found by a search now")
    },
  }
}

/** Some of the films of a window that nothing is known to be found by. The plus keeps SQLite from the index of all that isn't purged. */
async function lackingIn(low: number): Promise<number[]> {
  const rows = await sql`SELECT film.id FROM ${Movie} AS film
    LEFT JOIN ${FilmSearch} AS search ON search.id = film.id
    WHERE film.id >= ${low} AND film.id < ${low + windowIds} AND search.id IS NULL AND +film.purge_time IS NULL
    ORDER BY film.id LIMIT ${BigInt(mostAtOnce)}`
  return rows.map(({ id }) => Number(id))
}

/** Answers how many got one; those that are gone meanwhile, or got theirs, don't. */
function write(ids: readonly number[]): Promise<number> {
  return transaction(async () => {
    // Whoever renames one of them, or purges it, comes before or after.
    const films = await Movie.select({ id: oneOf(ids), purge_time: null }, { orderBy: "id", forUpdate: true })
    const written = await FilmSearch.select({ id: oneOf(ids) })
    const isWritten = new Set(written.map(({ id }) => id))
    const lacking = films.filter(({ id }) => !isWritten.has(id))
    const texts = await Promise.all(
      lacking.map(async ({ id, name }) => ({ id, search_text: await searchText(name) })),
    )
    await FilmSearch.insert(texts)
    return texts.length
  })
}
