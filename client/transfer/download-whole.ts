import { open } from "node:fs/promises"
import { syncFile } from "../../interface/pieces/sync.ts"
import { writeAll } from "../../interface/pieces/write-all.ts"
import type { Download } from "../film-download.ts"
import { findMovie } from "../find-movie.ts"
import type { Remote } from "../remote.ts"
import { Trouble } from "../trouble.ts"
import type { DownloadedFilm, DownloadOptions } from "./download-film.ts"
import { DownloadRecord } from "./download-record.ts"
import { onFile } from "./file-trouble.ts"
import { sampledMd5Of } from "./film-file.ts"
import { FilmPart } from "./film-part.ts"
import { keepTrying } from "./keep-trying.ts"
import type { Standing } from "./line-place.ts"
import { forgetNote, writeNote } from "./part-note.ts"
import { partOf } from "./part-paths.ts"
import { prepareTarget, publish, targetOf, withTarget } from "./target-file.ts"
import { tellDelivered } from "./tell-delivered.ts"

type Whole = { readonly movieId: number; readonly path: string; readonly size: number }

const mostBatchBytes = 1024 * 1024

/**
 * Downloads a film in one go whose manifest the server has not worked out yet: checked by its sampled md5 alone, and begun
 * anew, under the same record, where it breaks off. Throws what Remote's methods throw, Trouble NO_SUCH_MOVIE, WRONG_BYTES, and
 * others about files.
 */
export async function downloadWhole(
  remote: Remote,
  movieId: number,
  options: DownloadOptions,
): Promise<DownloadedFilm> {
  const { name, size } = await keepTrying(remote, options, () => findMovie(remote, movieId, options))
  const path = targetOf(options.folder, name, movieId)
  const record = new DownloadRecord(undefined, async () => undefined)
  await withTarget(path, async () => {
    await prepareTarget(path, movieId, size, options.overwrite)
    await writeNote(path, { movieId, downloadId: undefined, wholeId: undefined })
    try {
      options.onStart?.({ name, path, size, hereBytes: 0 })
      await keepTrying(remote, options, (progressed) =>
        fetchWhole(remote, { movieId, path, size }, record, { ...options, progressed }),
      )
      await publish(path, options.overwrite)
    } finally {
      if (options.signal?.aborted) await record.place.leave(remote)
      await FilmPart.remove(path)
      await forgetNote(path)
    }
    await tellDelivered(remote, record, options)
  })
  return { path, name, size }
}

async function fetchWhole(
  remote: Remote,
  { movieId, path, size }: Whole,
  record: DownloadRecord,
  options: DownloadOptions & { readonly progressed: () => void },
): Promise<void> {
  const { signal } = options
  const onQueued = (standing: Standing): void => {
    options.progressed()
    options.onQueued?.(standing)
  }
  const film = { movie_id: movieId }
  const download = await record.ask((download_id) =>
    record.place.ask(remote, download_id === undefined ? film : { ...film, download_id }, {
      signal,
      onQueued,
    }),
  )
  options.onTurn?.()
  try {
    const { file_size, wait_time } = download.reply
    if (file_size !== size) throw new Trouble("NOT_REELWIRE")
    if (wait_time > 0) options.onWait?.(wait_time)
    await FilmPart.remove(path)
    await onFile(path, () => write(download, partOf(path), options))
  } finally {
    download.cancel()
  }
}

async function write(download: Download, part: string, options: DownloadOptions): Promise<void> {
  const { file_size, file_md5 } = download.reply
  const { limit, signal, onProgress } = options
  const file = await open(part, "wx+")
  try {
    for (let done = 0; done < file_size; ) {
      const chunks = await download.borrow(limit?.mostBytes ?? mostBatchBytes)
      const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
      await limit?.take(bytes, signal)
      await writeAll(file, chunks, done)
      done += bytes
      onProgress?.(done)
    }
    const md5 = await sampledMd5Of(file, file_size)
    if (md5 !== file_md5.toLowerCase()) throw new Trouble("WRONG_BYTES", { path: part })
    await syncFile(file)
  } finally {
    await file.close()
  }
}
