import { Movie } from "../../db/movie.ts"
import { Purchase } from "../../db/purchase.ts"
import { Failure } from "../../interface/failure.ts"
import { purgeFilm } from "../../interface/purge-film.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { oneOf } from "../../orm/operator.ts"
import { column, sql } from "../../orm/sql.ts"
import type { App } from "../app.ts"
import type { Job } from "./scheduler.ts"

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Films that one run removes at most (MySQL takes no double as a limit). */
const mostFilms = 1000

/** Removes for good what has been in the trash longer than the settings allow, but for what somebody bought. */
export function purgeExpired({ store, settings, log }: Pick<App, "store" | "settings" | "log">): Job {
  return {
    name: "purge",
    everyMs: hourMs,
    run: async (signal) => {
      const deletedBefore = new Date((await databaseTime()) - settings.trashDays * dayMs)
      for (const film of await expiredFilms(deletedBefore)) {
        if (signal.aborted) return
        const { id: movieId, name } = film
        await purgeFilm(store, film, { deletedBefore }).then(
          () => log.info({ movieId, name }, "a film's time in the trash is over: it is purged"),
          (error: unknown) => {
            // Somebody restored it, or restored and sold it, or another server was faster.
            if (error instanceof Failure) return
            log.error({ err: error, movieId }, "a film of the trash could not be purged")
          },
        )
      }
    },
  }
}

/** Those in the trash for longest, and without buyers: films that are kept for theirs must not stand in the way of the others. */
async function expiredFilms(deletedBefore: Date): Promise<readonly Movie[]> {
  const deleteTime = column(Movie, "delete_time")
  const rows = await sql`SELECT id FROM ${Movie} AS film
    WHERE ${column(Movie, "purge_time")} IS NULL AND ${deleteTime} < ${deletedBefore}
    AND NOT EXISTS (SELECT 1 FROM ${Purchase} AS sold WHERE sold.movie_id = film.id)
    ORDER BY ${deleteTime} LIMIT ${BigInt(mostFilms)}`
  return Movie.select({ id: oneOf(rows.map(({ id }) => Number(id))) }, { orderBy: "delete_time" })
}
