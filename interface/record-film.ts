import { Movie } from "../db/movie.ts"
import type { MemberContext } from "./context.ts"
import { recordAction } from "./record-action.ts"

/** Where a film is that somebody moved. */
type Place = "library" | "trash"

/** Writes down that the staff moved a film; called in the transaction that does it. */
export async function recordFilm(
  context: Pick<MemberContext, "session">,
  move: { readonly action: string; readonly id: number; readonly before: Place; readonly after: Place },
): Promise<void> {
  const { action, id, before, after } = move
  const name = (await Movie.get(id))?.name
  const target = `movie ${id}`
  await recordAction(context, { action, target, before: { name, place: before }, after: { place: after } })
}
