import { Movie } from "../../../db/movie.ts"
import type { FilmStore } from "../../../interface/film.ts"
import { contentIdOf } from "../../../interface/pieces/content-id.ts"
import type { Manifest } from "../../../interface/pieces/manifest.ts"

/** A film's manifest as its own file says; undefined where that is missing or says something else than the row. */
export async function ownManifest(
  store: FilmStore,
  { stored_name, content_id }: Movie,
): Promise<Manifest | undefined> {
  const manifest = await store.manifest(stored_name)
  return manifest !== undefined && contentIdOf(manifest) === content_id ? manifest : undefined
}

/** A film's manifest, its own or that of another film of the same content; undefined where none of them has it. */
export async function findManifest(store: FilmStore, film: Movie): Promise<Manifest | undefined> {
  for (const one of [film, ...(await othersOfContent(film))]) {
    const manifest = await ownManifest(store, one)
    if (manifest !== undefined) return manifest
  }
  return undefined
}

/** The other films of the same content that are not purged. */
export async function othersOfContent({ id, content_id }: Movie): Promise<Movie[]> {
  if (content_id === null) return []
  const same = await Movie.select({ content_id, purge_time: null }, { orderBy: "id" })
  return same.filter((film) => film.id !== id)
}
