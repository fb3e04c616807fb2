import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { askMovie } from "../cli/ask-movie.ts"
import { type Command, command } from "../cli/command.ts"
import { eachItem } from "../cli/each-item.ts"
import { confirmed, type Job } from "../cli/job.ts"
import { findMovie } from "../cli/pages.ts"
import { someArguments } from "../cli/param.ts"
import { rowNumber } from "../cli/readers.ts"

type Deleted = { readonly id: number; readonly name: string }

async function deleteMovie(job: Job, id: number): Promise<Deleted> {
  const { remote, say, signal } = job
  const { name } = await findMovie(remote, id, signal)
  await confirmed(job, say(clientTexts.confirmDelete, { name, id }))
  await remote.call("delete_movie", { delete_movie_id: id }, { signal })
  job.tell(say(clientTexts.deleted, { name, id }))
  return { id, name }
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
