import { FilmSearch } from "../db/film-search.ts"
import { Movie } from "../db/movie.ts"
import { Watching } from "../db/watching.ts"
import { now } from "../orm/expression.ts"
import { lt } from "../orm/operator.ts"
import { transaction } from "../orm/transaction.ts"
import { Failure } from "./failure.ts"
import type { FilmStore } from "./film.ts"
import { buyersOf } from "./money/buyers.ts"

type Purge = {
  /** Only where it came into the trash earlier. */
  readonly deletedBefore?: Date
  /** Also where people bought it, who lose it with that. */
  readonly evenPurchased?: boolean
  /** Done in the same transaction. */
  readonly inside?: () => Promise<void>
}

/**
 * Removes a film of the trash for good; its row stays for the records that name it. Throws Failure NO_SUCH_MOVIE where it
 * isn't in the trash (any more), or came into it no earlier than `deletedBefore`, and PURCHASED where somebody bought it.
 */
export async function purgeFilm(
  store: FilmStore,
  { id, stored_name }: { readonly id: number; readonly stored_name: string },
  { deletedBefore, evenPurchased = false, inside = async () => undefined }: Purge = {},
): Promise<void> {
  const age = deletedBefore === undefined ? {} : { delete_time: lt(deletedBefore) }
  await store.remove(stored_name, () =>
    transaction(async () => {
      // One conditional update decides between all who purge or restore it at the same moment, and those who still buy it: a
      // purchase holds the film's row, so from here on there comes none.
      const inTrash = { id, is_delete: true, purge_time: null, ...age }
      const noPoster = { poster: null, poster_source: null, film_poster: null }
      if ((await Movie.update(inTrash, { ...noPoster, purge_time: now() })) === 0)
        throw new Failure("NO_SUCH_MOVIE")
      if (!evenPurchased) await refusePurchased(id)
      await FilmSearch.delete({ id })
      await Watching.delete({ movie_id: id })
      await inside()
    }),
  )
}

async function refusePurchased(movieId: number): Promise<void> {
  const { buyers, names } = await buyersOf(movieId)
  if (buyers > 0) throw new Failure("PURCHASED", { buyers }, { keys: { buyers, names } })
}
