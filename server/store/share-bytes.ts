import { stat } from "node:fs/promises"
import { syncFolder } from "../../interface/pieces/sync.ts"
import { linkFile, moveFile, removeFiles } from "./move.ts"
import type { Places } from "./places.ts"
import { setMark } from "./staged-film.ts"

/** Puts a second name of stored film `from` in the place of stored film `to`, in one step, if that is still wanted. */
export async function shareBytes(
  places: Places,
  from: string,
  to: string,
  isWanted: () => Promise<boolean>,
): Promise<void> {
  const [source, target, next] = [places.stored(from).film, places.stored(to).film, places.own(to).film]
  await removeFiles(next)
  const { size } = await stat(source)
  if (!(await linkFile(source, next, size))) return
  // A crash that comes between a purge by another server and the end of this leaves a film without a row.
  await setMark(places, to)
  if (await isWanted()) {
    await moveFile(next, target)
    await syncFolder(places.films)
  }
  // Where both names had the same bytes already, the system left this one.
  await removeFiles(next)
  await removeFiles(places.mark(to))
}
