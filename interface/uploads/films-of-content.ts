import { Movie } from "../../db/movie.ts"
import { notNull } from "../../orm/operator.ts"

/** The first films that have this very content and whose bytes are thought to be right, in the library or in the trash. */
export function goodFilmsOf(content_id: string, limit: number): Promise<Movie[]> {
  return Movie.select({ content_id, purge_time: null, damage_time: null }, { orderBy: "id", limit })
}

/** The library's film of this content, whose bytes are thought to be right; of several somebody's own, the newest of them. */
export async function filmOf(content_id: string, uploader_id: number): Promise<Movie | undefined> {
  const there = { content_id, is_delete: false, damage_time: null }
  return (
    (await Movie.first({ ...there, uploader_id }, { orderBy: "-id" })) ??
    (await Movie.first(there, { orderBy: "id" }))
  )
}

/** The films of this content whose bytes were found missing or wrong, those of the library before those of the trash. */
export function damagedFilmsOf(content_id: string): Promise<Movie[]> {
  return Movie.select(
    { content_id, purge_time: null, damage_time: notNull() },
    { orderBy: ["is_delete", "id"] },
  )
}
