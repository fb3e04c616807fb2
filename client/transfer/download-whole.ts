import { open } from "node:fs/promises"
import { syncFile } from "../../interface/pieces/sync.ts"
import { writeAll } from "../../interface/pieces/write-all.ts"
import type { Download } from "../film-download.ts"
import type { Remote } from "../remote.ts"
import { Trouble } from "../trouble.ts"
import type { DownloadedFilm, DownloadOptions } from "./download-film.ts"
import { onFile } from "./file-trouble.ts"
import { sampledMd5Of } from "./film-file.ts"
import { FilmPart } from "./film-part.ts"
import { forgetNote, writeNote } from "./part-note.ts"
import { partOf } from "./part-paths.ts"
import { prepareTarget, publish, targetOf, withTarget } from "./target-file.ts"

const mostBatchBytes = 1024 * 1024

/**
 * Downloads a film in one go whose manifest the server has not worked out yet: checked by its sampled md5 alone, and begun
 * anew where it breaks off. Throws what Remote.download throws, Trouble WRONG_BYTES, and others about files.
 */
export async function downloadWhole(
  remote: Remote,
  movieId: number,
  options: DownloadOptions,
): Promise<DownloadedFilm> {
  const download = await remote.download({ movie_id: movieId }, { signal: options.signal })
  try {
    const path = targetOf(options.folder, download.reply.file_name, movieId)
    await withTarget(path, () => save(download, movieId, path, options))
    const { download_id, file_name: name, file_size: size } = download.reply
    await remote.call("delivered", { download_id }).catch(() => undefined)
    return { path, name, size }
  } finally {
    download.cancel()
  }
}

async function save(
  download: Download,
  movieId: number,
  path: string,
  options: DownloadOptions,
): Promise<void> {
  const { file_name: name, file_size: size, wait_time } = download.reply
  await prepareTarget(path, movieId, size, options.overwrite)
  await writeNote(path, { movieId, downloadId: undefined, wholeId: undefined })
  try {
    options.onStart?.({ name, path, size, hereBytes: 0 })
    if (wait_time > 0) options.onWait?.(wait_time)
    await FilmPart.remove(path)
    await onFile(path, () => write(download, partOf(path), options))
    await publish(path, options.overwrite)
  } finally {
    await FilmPart.remove(path)
    await forgetNote(path)
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
