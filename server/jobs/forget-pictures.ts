import { Movie } from "../../db/movie.ts"
import { oneOf } from "../../orm/operator.ts"
import type { App } from "../app.ts"
import type { Job } from "./scheduler.ts"

const hourMs = 3_600_000
/** How long a picture that nothing uses is kept for whoever uploaded it. */
const keptMs = 24 * hourMs

/** Removes the pictures that no film uses: those that were uploaded and never used, and those that others took the place of. */
export function forgetPictures({ pictures, log }: Pick<App, "pictures" | "log">): Job {
  return {
    name: "pictures",
    everyMs: hourMs,
    run: async (signal) => {
      // By this machine's clock, which gave the files their times.
      const removed = await pictures.removeUnused(Date.now() - keptMs, usedOf, signal)
      if (removed > 0) log.info({ pictures: removed }, "pictures that no film uses have been removed")
    },
  }
}

/** Those of some pictures that are a film's poster, or would be if the staff's weren't there. */
async function usedOf(names: readonly string[]): Promise<ReadonlySet<string>> {
  const shown = await Movie.select({ poster: oneOf(names) })
  const kept = await Movie.select({ film_poster: oneOf(names) })
  const used = [...shown.map(({ poster }) => poster), ...kept.map(({ film_poster }) => film_poster)]
  return new Set(used.filter((name) => name !== null))
}
