import { Movie } from "../db/movie.ts"
import { now } from "../orm/expression.ts"
import { lt } from "../orm/operator.ts"
import { Failure } from "./failure.ts"
import type { FilmStore } from "./film.ts"

/**
 * Removes a film of the trash for good; its row stays for the records that name it. Throws Failure NO_SUCH_MOVIE where it
 * isn't in the trash (any more), or came into it no earlier than `deletedBefore`.
 */
export async function purgeFilm(
  store: FilmStore,
  { id, stored_name }: { readonly id: number; readonly stored_name: string },
  deletedBefore?: Date,
): Promise<void> {
  const age = deletedBefore === undefined ? {} : { delete_time: lt(deletedBefore) }
  await store.remove(stored_name, async () => {
    // One conditional update decides between all who purge or restore it at the same moment.
    const inTrash = { id, is_delete: true, purge_time: null, ...age }
    if ((await Movie.update(inTrash, { purge_time: now() })) === 0) throw new Failure("NO_SUCH_MOVIE")
  })
}
