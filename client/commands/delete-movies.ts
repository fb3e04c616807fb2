import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { askMovie } from "../cli/ask-movie.ts"
import { type Command, command } from "../cli/command.ts"
import { eachItem } from "../cli/each-item.ts"
import { confirmed, type Job } from "../cli/job.ts"
import { findTrashed } from "../cli/pages.ts"
import { someArguments } from "../cli/param.ts"
import { rowNumber } from "../cli/readers.ts"
import { findMovie } from "../find-movie.ts"
import { formatTime } from "../terminal/format.ts"

type Deleted = { readonly id: number; readonly name: string; readonly purge_time: string | null }

async function deleteMovie(job: Job, id: number): Promise<Deleted> {
  const { remote, say, signal } = job
  const { name } = await findMovie(remote, id, { signal })
  await confirmed(job, say(clientTexts.confirmDelete, { name, id }))
  await remote.call("delete_movie", { delete_movie_id: id }, { signal })
  const trashed = await findTrashed(remote, id, signal)
  // A library that keeps no trash has purged it by now, or is about to.
  const days = trashed === undefined ? 0 : daysBetween(trashed.delete_time, trashed.purge_time)
  if (trashed === undefined || days === 0) job.tell(say(clientTexts.deleted, { name, id }))
  else job.tell(say(clientTexts.trashed, { name, id, days, time: formatTime(trashed.purge_time) }))
  return { id, name, purge_time: trashed?.purge_time ?? null }
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

/** Takes films out of the library. */
export const deleteMovies: Command = command<{ ids: readonly number[] }, { deleted: Deleted[] }>({
  name: "delete",
  doc: helpTexts.delete,
  title: clientTexts.menuDelete,
  needsLogin: true,
  params: { ids: someArguments("ID", helpTexts.movieIds, rowNumber, { ask: askMovie }) },
  run: async (job, { ids }) => ({ deleted: await eachItem(job, ids, (id) => deleteMovie(job, id)) }),
  print: () => undefined,
})
