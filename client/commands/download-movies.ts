import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { askMovie } from "../cli/ask-movie.ts"
import { type Command, command } from "../cli/command.ts"
import { eachItem } from "../cli/each-item.ts"
import { confirmed, type Job } from "../cli/job.ts"
import type { Movie } from "../cli/pages.ts"
import { flag, option, someArguments } from "../cli/param.ts"
import { anyText, rowNumber } from "../cli/readers.ts"
import { connections, limit, retry } from "../cli/transfer-params.ts"
import { findMovie } from "../find-movie.ts"
import { Refused } from "../refused.ts"
import { formatBytes, formatPrice } from "../terminal/format.ts"
import type { Progress } from "../terminal/progress.ts"
import { TransferQueue } from "../terminal/transfer-queue.ts"
import { type DownloadedFilm, downloadFilm } from "../transfer/download-film.ts"
import { begunDownload, notePathOf } from "../transfer/part-note.ts"
import { RateLimit } from "../transfer/rate-limit.ts"
import { pathExists, targetOf } from "../transfer/target-file.ts"
import { Trouble } from "../trouble.ts"

type Values = {
  readonly ids: readonly number[]
  readonly to: string
  readonly overwrite: boolean
  readonly connections: number
  readonly limit: number
  readonly retry: number
}

type Saved = { readonly id: number; readonly name: string; readonly path: string; readonly size: number }

type Film = Pick<Movie, "id" | "name" | "size" | "price_fen">

/** A film that may be downloaded: everything was asked that there was to ask. */
type Agreed = { readonly movie: Film; readonly overwrite: boolean }

/** What all films of one command share. */
type Shared = { readonly rate: RateLimit | undefined; readonly queue: TransferQueue | undefined }

async function mayOverwrite(job: Job, path: string, overwrite: boolean): Promise<boolean> {
  if (overwrite || job.asker === undefined || !(await pathExists(path))) return overwrite
  if (!(await job.asker.confirm(job.say(clientTexts.confirmOverwrite, { path }))))
    throw new Trouble("DECLINED")
  return true
}

/** A film of the library, or of the trash where a download of it into the folder was begun; throws Trouble NO_SUCH_MOVIE. */
async function findFilm({ remote, signal }: Job, id: number, folder: string): Promise<Film> {
  try {
    return await findMovie(remote, id, { signal })
  } catch (error) {
    const isGone = error instanceof Trouble && error.code === "NO_SUCH_MOVIE"
    const download_id = isGone ? await begunDownload(folder, id) : undefined
    if (download_id === undefined) throw error
    const asked = { movie_id: id, download_id, limit: 1 }
    const film = await remote.call("get_manifest", asked, { signal }).catch((reason: unknown) => {
      throw reason instanceof Refused ? error : reason
    })
    // What it costs was agreed on when the download began.
    return { id, name: film.file_name, size: film.film_size, price_fen: 0 }
  }
}

async function agree(job: Job, id: number, values: Values): Promise<Agreed> {
  const movie = await findFilm(job, id, values.to)
  const { name, price_fen } = movie
  const overwrite = await mayOverwrite(job, targetOf(values.to, name, id), values.overwrite)
  if (price_fen > 0) {
    await confirmed(job, job.say(clientTexts.confirmPrice, { name, price: formatPrice(price_fen) }))
  }
  return { movie, overwrite }
}

/** Everything is asked before the first film, so that nobody has to stay for the others. */
async function agreeOnAll(
  job: Job,
  values: Values,
): Promise<ReadonlyMap<number, PromiseSettledResult<Agreed>>> {
  const all = new Map<number, PromiseSettledResult<Agreed>>()
  for (const id of values.ids) {
    if (all.has(id)) continue
    const [settled] = await Promise.allSettled([agree(job, id, values)])
    job.signal.throwIfAborted()
    all.set(id, settled)
  }
  return all
}

async function save(job: Job, agreed: Agreed, values: Values, shared: Shared): Promise<DownloadedFilm> {
  const { remote, say, signal } = job
  const { movie, overwrite } = agreed
  let progress: Progress | undefined
  let path: string | undefined
  try {
    const film = await downloadFilm(remote, movie.id, {
      folder: values.to,
      overwrite,
      connections: values.connections,
      patienceS: values.retry,
      limit: shared.rate,
      signal,
      onStart: (plan) => {
        path = plan.path
        progress?.stop(false)
        const { name: label, size: total, hereBytes: before } = plan
        progress = job.progress({ label, total, before, queue: shared.queue })
      },
      onRetry: (_, seconds) => progress?.lost(seconds),
      onWait: (seconds) => progress?.wait(seconds),
      onProgress: (bytes) => progress?.update(bytes),
    })
    progress?.stop(true)
    return film
  } catch (error) {
    progress?.stop(false)
    if (signal.aborted) throw new Trouble("DOWNLOAD_INTERRUPTED", { file: movie.name }, { cause: error })
    if (path !== undefined && (await pathExists(notePathOf(path)))) {
      job.note(say(clientTexts.downloadGoesOn, { file: movie.name }))
    }
    throw error
  }
}

async function saveAll(job: Job, values: Values): Promise<Saved[]> {
  const agreed = await agreeOnAll(job, values)
  const movies = [...agreed.values()].flatMap((each) =>
    each.status === "fulfilled" ? [each.value.movie] : [],
  )
  const total = movies.reduce((sum, { size }) => sum + size, 0)
  const label = job.say(clientTexts.allFilms, { count: movies.length })
  const shared = {
    rate: values.limit === 0 ? undefined : new RateLimit(values.limit),
    queue: movies.length > 1 ? new TransferQueue(label, total) : undefined,
  }
  return eachItem(job, [...agreed.keys()], async (id) => {
    const each = agreed.get(id)
    if (each?.status !== "fulfilled") throw each?.reason
    const { path, name, size } = await save(job, each.value, values, shared)
    job.tell(job.say(clientTexts.downloaded, { path, size: formatBytes(size) }))
    return { id, name, path, size }
  })
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
    connections,
    limit,
    retry,
  },
  run: async (job, values) => ({ downloaded: await saveAll(job, values) }),
  print: () => undefined,
})
