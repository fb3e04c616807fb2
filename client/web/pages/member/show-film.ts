import { call } from "../../wire/call.ts"
import type { WholeFilm } from "./film.ts"

/** Asks for all that there is to know of a film. */
export async function showFilm(id: number): Promise<WholeFilm> {
  const { movie_id, msg: _, ...shown } = await call("show_movie", { movie_id: id })
  // Last: a reply over the socket has an id too, that of its request.
  return { ...shown, id: movie_id }
}
