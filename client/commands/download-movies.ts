import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { askMovie } from "../cli/ask-movie.ts"
import { type Command, command } from "../cli/command.ts"
import { eachItem } from "../cli/each-item.ts"
import { confirmed, type Job } from "../cli/job.ts"
import { findMovie, type Movie } from "../cli/pages.ts"
import { flag, option, someArguments } from "../cli/param.ts"
import { anyText, rowNumber } from "../cli/readers.ts"
import { formatBytes, formatPrice } from "../terminal/format.ts"
import { type Progress, silentProgress } from "../terminal/progress.ts"
import { downloadFilm, targetOf } from "../transfer/download-film.ts"
import { pathExists } from "../transfer/part-file.ts"
import { Trouble } from "../trouble.ts"

type Values = { readonly ids: readonly number[]; readonly to: string; readonly overwrite: boolean }
type Saved = { readonly id: number; readonly name: string; readonly path: string; readonly size: number }

async function mayOverwrite(job: Job, path: string, overwrite: boolean): Promise<boolean> {
  if (overwrite || !(await pathExists(path))) return overwrite
  if (job.asker === undefined) throw new Trouble("FILE_EXISTS", { path })
  if (!(await job.asker.confirm(job.say(clientTexts.confirmOverwrite, { path }))))
    throw new Trouble("DECLINED")
  return true
}

async function save(job: Job, movie: Movie, folder: string, overwrite: boolean): Promise<Saved> {
  const { remote, signal } = job
  let progress: Progress = silentProgress
  let isDone = false
  try {
    const { path, reply } = await downloadFilm(remote, movie.id, {
      folder,
      overwrite,
      signal,
      onProgress: (bytes) => progress.update(bytes),
      onReply: ({ file_name, file_size, wait_time }) => {
        progress = job.progress(file_name, file_size)
        if (wait_time > 0) progress.wait(wait_time)
      },
    })
    isDone = true
    return { id: movie.id, name: reply.file_name, path, size: reply.file_size }
  } catch (error) {
    if (signal.aborted) throw new Trouble("DOWNLOAD_INTERRUPTED", { file: movie.name }, { cause: error })
    throw error
  } finally {
    progress.stop(isDone)
  }
}

async function downloadMovie(job: Job, id: number, { to, overwrite }: Values): Promise<Saved> {
  const { say } = job
  const movie = await findMovie(job.remote, id, job.signal)
  // Asked before the film is: a download that the file's name ends would stand on the member's record.
  const isOverwriting = await mayOverwrite(job, targetOf(to, movie.name, id), overwrite)
  if (movie.price_fen > 0) {
    await confirmed(
      job,
      say(clientTexts.confirmPrice, { name: movie.name, price: formatPrice(movie.price_fen) }),
    )
  }
  const saved = await save(job, movie, to, isOverwriting)
  job.tell(say(clientTexts.downloaded, { path: saved.path, size: formatBytes(saved.size) }))
  return saved
}

/** Downloads films into a folder. */
export const downloadMovies: Command = command<Values, { downloaded: Saved[] }>({
  name: "download",
  doc: helpTexts.download,
  title: clientTexts.menuDownload,
  needsLogin: true,
  params: {
    ids: someArguments("ID", helpTexts.movieIds, rowNumber, { ask: askMovie }),
    to: option<string>("DIR", helpTexts.to, anyText, { fallback: "downloads" }),
    overwrite: flag("overwrite", helpTexts.overwrite),
  },
  run: async (job, values) => ({
    downloaded: await eachItem(job, values.ids, (id) => downloadMovie(job, id, values)),
  }),
  print: () => undefined,
})
