import { columnTexts } from "../../interface/text/client/columns.ts"
import { filmTexts } from "../../interface/text/client/films.ts"
import { trashHelp, trashTexts } from "../../interface/text/client/trash.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { type Command, command } from "../cli/command.ts"
import { eachItem } from "../cli/each-item.ts"
import { confirmed, type Job } from "../cli/job.ts"
import { allTrash, findTrashed, type TrashedMovie } from "../cli/pages.ts"
import { type AskingJob, flag, someArguments } from "../cli/param.ts"
import { rowNumber } from "../cli/readers.ts"
import { Refused } from "../refused.ts"
import { formatBytes, formatTime } from "../terminal/format.ts"
import { printableLine } from "../terminal/printable.ts"
import { Trouble } from "../trouble.ts"

/** Lists the deleted films that can still be restored. */
export const listTrash: Command = command({
  name: "trash list",
  doc: trashHelp.trashList,
  title: trashTexts.menuTrash,
  needsLogin: true,
  params: {},
  run: async ({ remote, signal }) => ({ movies: await allTrash(remote, signal) }),
  print: ({ movies }, { line, table }, { say }) => {
    if (movies.length === 0) return line(say(trashTexts.noTrash))
    table(
      [
        { head: say(columnTexts.headId), align: "right" },
        { head: say(columnTexts.headName), wraps: true },
        { head: say(columnTexts.headSize), align: "right" },
        { head: say(trashTexts.headDeleted) },
        { head: say(trashTexts.headGone) },
        { head: say(trashTexts.headBuyers), align: "right" },
      ],
      movies.map(({ id, name, size, delete_time, purge_time, buyers }) => [
        String(id),
        name,
        formatBytes(size),
        formatTime(delete_time),
        purge_time === null ? say(wordTexts.none) : formatTime(purge_time),
        buyers === 0 ? "" : String(buyers),
      ]),
    )
  },
})

async function askTrashed({ asker, remote, say, signal }: AskingJob): Promise<readonly number[]> {
  const movies = await allTrash(remote, signal)
  if (movies.length === 0) throw new Trouble("NO_TRASH")
  const choices = movies.map(({ id, name, size }) => ({
    name: `${printableLine(name)}  (${id}, ${formatBytes(size)})`,
    value: id,
  }))
  return [await asker.search(say(filmTexts.askMovie), choices)]
}

async function trashed({ remote, signal }: Job, id: number): Promise<TrashedMovie> {
  const movie = await findTrashed(remote, id, signal)
  if (movie === undefined) throw new Trouble("NOT_IN_TRASH", { id })
  return movie
}

type Ids = { readonly ids: readonly number[] }
type Done = { readonly id: number; readonly name: string }

const params = { ids: someArguments("ID", trashHelp.trashIds, rowNumber, { ask: askTrashed }) }

async function restoreMovie(job: Job, id: number): Promise<Done> {
  const { name } = await trashed(job, id)
  await job.remote.call("restore_movie", { movie_id: id }, { signal: job.signal })
  job.tell(job.say(trashTexts.restored, { name, id }))
  return { id, name }
}

/** Brings films back from the trash. */
export const restoreMovies: Command = command<Ids, { restored: Done[] }>({
  name: "trash restore",
  doc: trashHelp.trashRestore,
  title: trashTexts.menuRestore,
  needsLogin: true,
  params,
  run: async (job, { ids }) => ({ restored: await eachItem(job, ids, (id) => restoreMovie(job, id)) }),
  print: () => undefined,
})

/** Asks whether those who bought a film are to lose it, where there is somebody to ask; --yes alone is no answer to that. */
async function agreedLoss(job: Job, name: string, error: unknown): Promise<void> {
  const { say, asker, yes } = job
  if (!(error instanceof Refused) || error.code !== "PURCHASED" || asker === undefined || yes) throw error
  const { names } = error.reply
  const buyers = Array.isArray(names) ? names.map((each) => printableLine(String(each))).join(", ") : ""
  if (await asker.confirm(say(trashTexts.confirmLoss, { name, reason: printableLine(error.msg), buyers })))
    return
  throw new Trouble("DECLINED")
}

async function purgeMovie(job: Job, id: number, evenPurchased: boolean): Promise<Done> {
  const { name } = await trashed(job, id)
  await confirmed(job, job.say(trashTexts.confirmPurge, { name, id }))
  const purge = async (even_purchased: boolean): Promise<void> => {
    await job.remote.call("purge_movie", { movie_id: id, even_purchased }, { signal: job.signal })
  }
  await purge(evenPurchased).catch(async (error: unknown) => {
    await agreedLoss(job, name, error)
    await purge(true)
  })
  job.tell(job.say(trashTexts.purged, { name, id }))
  return { id, name }
}

/** Removes films of the trash for good. */
export const purgeMovies: Command = command<Ids & { evenPurchased: boolean }, { purged: Done[] }>({
  name: "trash purge",
  doc: trashHelp.trashPurge,
  title: trashTexts.menuPurge,
  needsLogin: true,
  params: { ...params, evenPurchased: flag("even-purchased", trashHelp.evenPurchased) },
  run: async (job, { ids, evenPurchased }) => ({
    purged: await eachItem(job, ids, (id) => purgeMovie(job, id, evenPurchased)),
  }),
  print: () => undefined,
})
