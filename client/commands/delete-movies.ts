import { filmHelp, filmTexts } from "../../interface/text/client/films.ts"
import { askMovie } from "../cli/ask-movie.ts"
import { type Command, command } from "../cli/command.ts"
import { eachItem } from "../cli/each-item.ts"
import { confirmed, type Job } from "../cli/job.ts"
import { findTrashed, type TrashedMovie } from "../cli/pages.ts"
import { someArguments } from "../cli/param.ts"
import { rowNumber } from "../cli/readers.ts"
import { findMovie } from "../find-movie.ts"
import { formatTime } from "../terminal/format.ts"

type Deleted = { readonly id: number; readonly name: string; readonly purge_time: string | null }

async function deleteMovie(job: Job, id: number): Promise<Deleted> {
  const { remote, say, signal } = job
  const { name } = await findMovie(remote, id, { signal })
  await confirmed(job, say(filmTexts.confirmDelete, { name, id }))
  await remote.call("delete_movie", { delete_movie_id: id }, { signal })
  const trashed = await findTrashed(remote, id, signal)
  job.tell(describe(job, { id, name }, trashed))
  return { id, name, purge_time: trashed?.purge_time ?? null }
}

/** What has become of a deleted film. */
function describe(
  { say }: Job,
  film: { id: number; name: string },
  trashed: TrashedMovie | undefined,
): string {
  // A library that keeps no trash has purged it by now, or is about to.
  if (trashed === undefined) return say(filmTexts.deleted, film)
  const { buyers, delete_time, purge_time } = trashed
  if (purge_time === null) return say(filmTexts.keptForBuyers, { ...film, buyers })
  const days = daysBetween(delete_time, purge_time)
  if (days === 0) return say(filmTexts.deleted, film)
  return say(filmTexts.trashed, { ...film, days, time: formatTime(purge_time) })
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

/** Takes films out of the library. */
export const deleteMovies: Command = command<{ ids: readonly number[] }, { deleted: Deleted[] }>({
  name: "delete",
  doc: filmHelp.delete,
  title: filmTexts.menuDelete,
  needsLogin: true,
  params: { ids: someArguments("ID", filmHelp.movieIds, rowNumber, { ask: askMovie }) },
  run: async (job, { ids }) => ({ deleted: await eachItem(job, ids, (id) => deleteMovie(job, id)) }),
  print: () => undefined,
})
