import type { Movie } from "../../db/movie.ts"
import type { Context, HeldSlot, SlotRequest } from "../context.ts"
import type { FilmStore, OutgoingFilm } from "../film.ts"

/** What was found to send, the film's open file, and a transfer slot; both are given back by whoever has them. */
type FilmInTurn<Found> = { readonly found: Found; readonly film: OutgoingFilm; readonly slot: HeldSlot }

/**
 * Opens a film and takes a transfer slot for it, waiting for one in the line where the request wants that. `find` looks for the
 * film, and once more after a wait; `pay` is called before it. Throws what these throw, and what TransferSlots.take throws.
 */
export async function openInTurn<Found extends { readonly movie: Movie }>(
  { store, slots, peer }: Pick<Context, "store" | "slots" | "peer">,
  request: SlotRequest,
  find: () => Promise<Found>,
  pay: (found: Found) => Promise<void>,
): Promise<FilmInTurn<Found>> {
  const found = await find()
  // Before it is paid for: nobody pays for a film that can't be sent, or that they may not wait for.
  slots.checkRoom(request)
  const film = await openWhole(store, found.movie)
  try {
    await pay(found)
    const slot = slots.takeNow(request)
    if (slot !== undefined) return { found, film, slot }
  } catch (error) {
    await film.close()
    throw error
  }
  // However many wait, they hold no file open.
  await film.close()
  const slot = await slots.take(request, peer)
  try {
    const foundAgain = await find()
    return { found: foundAgain, film: await openWhole(store, foundAgain.movie), slot }
  } catch (error) {
    slot.end()
    throw error
  }
}

async function openWhole(store: FilmStore, { id, stored_name, size }: Movie): Promise<OutgoingFilm> {
  const film = await store.open(stored_name)
  if (film.size === size) return film
  await film.close()
  // The peer counts the bytes that were announced: with fewer it would take the next reply for film.
  throw new Error(`film ${id} has ${film.size} bytes in the store and ${size} in its row`)
}
