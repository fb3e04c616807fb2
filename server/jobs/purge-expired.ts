import { Movie } from "../../db/movie.ts"
import { Failure } from "../../interface/failure.ts"
import { purgeFilm } from "../../interface/purge-film.ts"
import { lt } from "../../orm/operator.ts"
import type { App } from "../app.ts"
import type { Job } from "./scheduler.ts"

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Films that one run removes at most. */
const mostFilms = 1000

/** Removes for good what has been in the trash longer than the settings allow. */
export function purgeExpired({ store, settings, log }: Pick<App, "store" | "settings" | "log">): Job {
  return {
    name: "purge",
    everyMs: hourMs,
    run: async (signal) => {
      // Between this clock and the database's a few seconds don't matter.
      const deletedBefore = new Date(Date.now() - settings.trashDays * dayMs)
      const expired = { purge_time: null, delete_time: lt(deletedBefore) }
      for (const film of await Movie.select(expired, { orderBy: "delete_time", limit: mostFilms })) {
        if (signal.aborted) return
        const { id: movieId, name } = film
        await purgeFilm(store, film, deletedBefore).then(
          () => log.info({ movieId, name }, "a film's time in the trash is over: it is purged"),
          (error: unknown) => {
            // Somebody restored it, or another server was faster.
            if (error instanceof Failure) return
            log.error({ err: error, movieId }, "a film of the trash could not be purged")
          },
        )
      }
    },
  }
}
