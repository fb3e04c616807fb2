import { downloadHelp, downloadTexts } from "../../interface/text/client/downloads.ts"
import { filmHelp } from "../../interface/text/client/films.ts"
import { transferTexts } from "../../interface/text/client/transfers.ts"
import { buyFilm } from "../buying/buy-film.ts"
import { askMovie } from "../cli/ask-movie.ts"
import { type Command, command } from "../cli/command.ts"
import { eachItem } from "../cli/each-item.ts"
import type { Job } from "../cli/job.ts"
import type { Movie } from "../cli/pages.ts"
import { flag, option, someArguments } from "../cli/param.ts"
import { anyText, rowNumber } from "../cli/readers.ts"
import { connections, limit, retry } from "../cli/transfer-params.ts"
import { findMovie } from "../find-movie.ts"
import { Refused } from "../refused.ts"
import { formatBytes } from "../terminal/format.ts"
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

type Film = Pick<Movie, "id" | "name" | "size">

/** A film that may be downloaded: everything was asked that there was to ask. */
type Agreed = { readonly movie: Film; readonly overwrite: boolean }

/** What all films of one command share. */
type Shared = { readonly rate: RateLimit | undefined; readonly queue: TransferQueue | undefined }

async function mayOverwrite(job: Job, path: string, overwrite: boolean): Promise<boolean> {
  if (overwrite || job.asker === undefined || !(await pathExists(path))) return overwrite
  if (!(await job.asker.confirm(job.say(downloadTexts.confirmOverwrite, { path }))))
    throw new Trouble("DECLINED")
  return true
}

/** A film of the library; undefined where there is none (any more). */
async function findListed({ remote, signal }: Job, id: number): Promise<Movie | undefined> {
  try {
    return await findMovie(remote, id, { signal })
  } catch (error) {
    if (error instanceof Trouble && error.code === "NO_SUCH_MOVIE") return undefined
    throw error
  }
}

/** A film of the trash: one that was bought, or whose download was begun before; throws Trouble NO_SUCH_MOVIE. */
async function findTrashed(
  { remote, signal }: Job,
  movie_id: number,
  download_id: number | undefined,
): Promise<Film> {
  const begun = download_id === undefined ? {} : { download_id }
  const asked = { movie_id, limit: 1, ...begun }
  const film = await remote.call("get_manifest", asked, { signal }).catch((error: unknown) => {
    throw error instanceof Refused ? new Trouble("NO_SUCH_MOVIE", { id: movie_id }, { cause: error }) : error
  })
  return { id: movie_id, name: film.file_name, size: film.film_size }
}

/** Asks what there is to ask of a film, and buys it where it has to be: what was begun may always be gone on with. */
async function agree(job: Job, id: number, values: Values): Promise<Agreed> {
  const begun = await begunDownload(values.to, id)
  const listed = await findListed(job, id)
  const movie = listed ?? (await findTrashed(job, id, begun))
  const overwrite = await mayOverwrite(job, targetOf(values.to, movie.name, id), values.overwrite)
  const isTheirs = listed === undefined || listed.is_free === 1 || listed.is_bought === 1
  if (!isTheirs && begun === undefined) await buyFilm(job, listed)
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
      onQueued: (standing) => progress?.queued(standing),
      onTurn: () => progress?.turn(),
      onWait: (seconds) => progress?.wait(seconds),
      onProgress: (bytes) => progress?.update(bytes),
    })
    progress?.stop(true)
    return film
  } catch (error) {
    progress?.stop(false)
    if (signal.aborted) throw new Trouble("DOWNLOAD_INTERRUPTED", { file: movie.name }, { cause: error })
    if (path !== undefined && (await pathExists(notePathOf(path)))) {
      job.note(say(downloadTexts.downloadGoesOn, { file: movie.name }))
    }
    throw error
  }
}

/** Saves a film; one that turns out to be unpaid, since it wasn't when it was asked for, is bought first. */
async function saveBought(job: Job, agreed: Agreed, values: Values, shared: Shared): Promise<DownloadedFilm> {
  try {
    return await save(job, agreed, values, shared)
  } catch (error) {
    const isUnpaid = error instanceof Refused && error.code === "PAYMENT_REQUIRED"
    const price_fen = isUnpaid ? error.reply.price_fen : undefined
    if (typeof price_fen !== "number") throw error
    await buyFilm(job, { ...agreed.movie, price_fen })
    return save(job, agreed, values, shared)
  }
}

async function saveAll(job: Job, values: Values): Promise<Saved[]> {
  const agreed = await agreeOnAll(job, values)
  const movies = [...agreed.values()].flatMap((each) =>
    each.status === "fulfilled" ? [each.value.movie] : [],
  )
  const total = movies.reduce((sum, { size }) => sum + size, 0)
  const label = job.say(transferTexts.allFilms, { count: movies.length })
  const shared = {
    rate: values.limit === 0 ? undefined : new RateLimit(values.limit),
    queue: movies.length > 1 ? new TransferQueue(label, total) : undefined,
  }
  return eachItem(job, [...agreed.keys()], async (id) => {
    const each = agreed.get(id)
    if (each?.status !== "fulfilled") throw each?.reason
    const { path, name, size } = await saveBought(job, each.value, values, shared)
    job.tell(job.say(downloadTexts.downloaded, { path, size: formatBytes(size) }))
    return { id, name, path, size }
  })
}

/** Downloads films into a folder. */
export const downloadMovies: Command = command<Values, { downloaded: Saved[] }>({
  name: "download",
  doc: downloadHelp.download,
  title: downloadTexts.menuDownload,
  needsLogin: true,
  params: {
    ids: someArguments("ID", filmHelp.movieIds, rowNumber, { ask: askMovie }),
    to: option<string>("DIR", downloadHelp.to, anyText, { fallback: "downloads" }),
    overwrite: flag("overwrite", downloadHelp.overwrite),
    connections,
    limit,
    retry,
  },
  run: async (job, values) => ({ downloaded: await saveAll(job, values) }),
  print: () => undefined,
})
