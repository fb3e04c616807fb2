import { stat } from "node:fs/promises"
import { syncFolder } from "../../interface/pieces/sync.ts"
import { linkFile, moveFile, removeFiles } from "./move.ts"
import type { Places } from "./places.ts"
import { setMarks } from "./staged-film.ts"

/** Puts a second name of stored film `from` in the place of each of `others` that `wanted` answers, each in one step. */
export async function shareBytes(
  places: Places,
  from: string,
  others: readonly string[],
  wanted: () => Promise<readonly string[]>,
): Promise<void> {
  const source = places.stored(from).film
  const { size } = await stat(source)
  const linked: string[] = []
  for (const name of others) {
    const next = places.own(name).film
    await removeFiles(next)
    if (await linkFile(source, next, size)) linked.push(name)
  }
  if (linked.length === 0) return
  // A crash that comes between a purge by another server and the end of this leaves a film without a row.
  await setMarks(places, linked)
  const areWanted = new Set(await wanted())
  for (const name of linked)
    if (areWanted.has(name)) await moveFile(places.own(name).film, places.stored(name).film)
  await syncFolder(places.films)
  // Where both names had the same bytes already, the system left this one.
  for (const name of linked) await removeFiles(places.own(name).film, places.mark(name))
}
