import { resolve } from "node:path"
import type { Download } from "../film-download.ts"
import type { Remote, TransferOptions } from "../remote.ts"
import { Trouble } from "../trouble.ts"
import { sampledMd5Of } from "./film-file.ts"
import { PartFile } from "./part-file.ts"
import { safeName } from "./safe-name.ts"

/** Where a download goes; an existing file is replaced only where `overwrite` says so. */
export type DownloadOptions = TransferOptions & {
  readonly folder: string
  readonly overwrite: boolean
  /** Told what the server says of the film, before its bytes come. */
  readonly onReply?: (reply: Download["reply"]) => void
}

/** A film that is here: its file, and what the server said of it. */
export type Downloaded = { readonly path: string; readonly reply: Download["reply"] }

/** The file that a film of this name and id is downloaded to. */
export function targetOf(folder: string, filmName: string, movieId: number): string {
  return resolve(folder, safeName(filmName, `film-${movieId}`))
}

/**
 * Downloads a film to a file that has its name only when all of it is there, checked and safe on the disk; a download
 * that fails or is aborted leaves nothing. Throws what Remote.download throws, Trouble WRONG_BYTES, and others about files.
 */
export async function downloadFilm(
  remote: Remote,
  movieId: number,
  { folder, overwrite, onReply, ...options }: DownloadOptions,
): Promise<Downloaded> {
  const download = await remote.download({ movie_id: movieId }, options)
  const { reply, film } = download
  const path = targetOf(folder, reply.file_name, movieId)
  let part: PartFile | undefined
  try {
    part = await PartFile.begin(path, reply.file_size, overwrite)
    onReply?.(reply)
    for await (const bytes of film) await part.write(bytes)
    const md5 = await sampledMd5Of(part.handle, reply.file_size)
    if (md5 !== reply.file_md5.toLowerCase()) throw new Trouble("WRONG_BYTES", { path })
    await part.finish()
    return { path, reply }
  } finally {
    download.cancel()
    await part?.discard()
  }
}
