import { Movie } from "../../db/movie.ts"
import { notNull, oneOf } from "../../orm/operator.ts"
import type { FilmStore, StagedFilm } from "../film.ts"
import { damagedFilmsOf } from "./films-of-content.ts"

/** Puts a staged film's bytes in the place of those of the same content that are damaged; answers the films that are whole now. */
export async function mendDamagedFilms(store: FilmStore, staged: StagedFilm): Promise<Movie[]> {
  const damaged = await damagedFilmsOf(staged.contentId)
  if (damaged.length === 0) return []
  await staged.replace(damaged.map(({ stored_name }) => stored_name))
  // What is in it can be read now, if it couldn't be before.
  const these = oneOf(damaged.map(({ id }) => id))
  await Movie.update({ id: these, purge_time: null }, { damage_time: null, probe_time: null })
  const purged = await Movie.select({ id: these, purge_time: notNull() })
  // They were purged in between: nobody else would remove what lies in their place now.
  for (const { stored_name } of purged) await store.remove(stored_name, async () => undefined)
  const areGone = new Set(purged.map(({ id }) => id))
  return damaged.filter(({ id }) => !areGone.has(id))
}
