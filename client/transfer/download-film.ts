import { isRefusal } from "../refused.ts"
import type { Remote } from "../remote.ts"
import { DownloadRecord } from "./download-record.ts"
import { downloadWhole } from "./download-whole.ts"
import { type FilmManifest, fetchManifest } from "./fetch-manifest.ts"
import { fetchPieces } from "./fetch-pieces.ts"
import { FilmPart } from "./film-part.ts"
import { keepTrying, type Patience } from "./keep-trying.ts"
import type { Standing } from "./line-place.ts"
import { begunDownload, forgetNote, readNote, writeNote } from "./part-note.ts"
import type { RateLimit } from "./rate-limit.ts"
import { isPublished, prepareTarget, publish, targetOf, withTarget } from "./target-file.ts"
import { tellDelivered } from "./tell-delivered.ts"

/** A download that begins, or goes on: the film, its file, its size and how much of it is here, in bytes. */
type DownloadPlan = {
  readonly name: string
  readonly path: string
  readonly size: number
  readonly hereBytes: number
}

/** How a film is downloaded, and where to; an existing file is replaced only where `overwrite` says so. */
export type DownloadOptions = Patience & {
  readonly folder: string
  readonly overwrite: boolean
  /** Connections to fetch over at once; one without it. */
  readonly connections?: number
  readonly limit?: RateLimit | undefined
  /** Told before bytes come, and again when the server has another version of the film. */
  readonly onStart?: ((plan: DownloadPlan) => void) | undefined
  /** Told where the download stands in the line, while all transfer slots are taken. */
  readonly onQueued?: ((standing: Standing) => void) | undefined
  /** Told when the server lets it begin. */
  readonly onTurn?: (() => void) | undefined
  /** Told in how many seconds the server will begin. */
  readonly onWait?: ((seconds: number) => void) | undefined
  /** Told how many of the film's bytes are here. */
  readonly onProgress?: ((bytes: number) => void) | undefined
}

/** A film that is here. */
export type DownloadedFilm = { readonly path: string; readonly name: string; readonly size: number }

/** How often the film may turn out to be another one before that is given up. */
const mostVersions = 5

/**
 * Downloads a film to a file that has its name only when all of its pieces are verified and safe on the disk. What a download
 * of before has left is gone on with, whatever ended that; what this one leaves is kept. Waits out lost connections and
 * restarted servers. Throws what Remote's methods throw, Trouble PIECE_DAMAGED, and others about files.
 */
export async function downloadFilm(
  remote: Remote,
  movieId: number,
  options: DownloadOptions,
): Promise<DownloadedFilm> {
  let manifest: FilmManifest
  try {
    manifest = await firstManifest(remote, movieId, options)
  } catch (error) {
    if (!isRefusal(error, "MANIFEST_PENDING")) throw error
    return downloadWhole(remote, movieId, options)
  }
  const path = targetOf(options.folder, manifest.fileName, movieId)
  return withTarget(path, () => new FilmFetch(remote, movieId, path, options).run(manifest))
}

async function firstManifest(
  remote: Remote,
  movieId: number,
  options: DownloadOptions,
): Promise<FilmManifest> {
  try {
    return await manifestOf(remote, movieId, undefined, options)
  } catch (error) {
    // A film in the trash is only there for those who had begun it.
    const id = isRefusal(error, "NO_SUCH_MOVIE") ? await begunDownload(options.folder, movieId) : undefined
    if (id === undefined) throw error
    return manifestOf(remote, movieId, id, options)
  }
}

function manifestOf(
  remote: Remote,
  movieId: number,
  downloadId: number | undefined,
  options: DownloadOptions,
): Promise<FilmManifest> {
  return keepTrying(remote, options, () => fetchManifest(remote, movieId, downloadId, options))
}

class FilmFetch {
  readonly #remote: Remote
  readonly #movieId: number
  readonly #path: string
  readonly #options: DownloadOptions

  constructor(remote: Remote, movieId: number, path: string, options: DownloadOptions) {
    this.#remote = remote
    this.#movieId = movieId
    this.#path = path
    this.#options = options
  }

  async run(manifest: FilmManifest): Promise<DownloadedFilm> {
    const note = await readNote(this.#path, this.#movieId)
    const record = new DownloadRecord(note?.downloadId, (id) => this.#remember(id))
    // The process before this one may have come that far and not to its end.
    const isThere = note?.wholeId === manifest.contentId && (await isPublished(this.#path, manifest.size))
    const { size } = isThere ? manifest : await this.#fetch(manifest, record)
    await FilmPart.remove(this.#path)
    await tellDelivered(this.#remote, record, this.#options)
    await forgetNote(this.#path)
    return { path: this.#path, name: manifest.fileName, size }
  }

  /** Answers what the film was in the end. */
  async #fetch(manifest: FilmManifest, record: DownloadRecord): Promise<FilmManifest> {
    const { overwrite } = this.#options
    await prepareTarget(this.#path, this.#movieId, manifest.size, overwrite)
    // Before the part is there: with it the part is known to be ours.
    await this.#remember(record.id)
    const part = await FilmPart.open(this.#path, manifest)
    let fetched: FilmManifest
    try {
      fetched = await this.#fetchAll(part, manifest, record)
      // Whatever says so, a film with a hole must never get its name.
      if (part.missing().length > 0) throw new Error(`pieces of ${part.path} are missing`)
      await part.flush()
    } finally {
      if (this.#options.signal?.aborted) await record.place.leave(this.#remote)
      const isNothing = record.id === undefined && part.verifiedBytes === 0 && part.missing().length > 0
      await part.close()
      if (isNothing) {
        await FilmPart.remove(this.#path)
        await forgetNote(this.#path)
      }
    }
    await this.#remember(record.id, fetched.contentId)
    await publish(this.#path, overwrite)
    return fetched
  }

  async #fetchAll(part: FilmPart, first: FilmManifest, record: DownloadRecord): Promise<FilmManifest> {
    for (let [manifest, version] = [first, 1]; ; version++) {
      const { fileName: name, size } = manifest
      this.#options.onStart?.({ name, path: this.#path, size, hereBytes: part.verifiedBytes })
      try {
        await fetchPieces(this.#remote, { movieId: this.#movieId, manifest, part, record }, this.#options)
        return manifest
      } catch (error) {
        if (!isRefusal(error, "FILM_CHANGED") || version === mostVersions) throw error
        manifest = await manifestOf(this.#remote, this.#movieId, record.id, this.#options)
        await part.become(manifest)
      }
    }
  }

  #remember(downloadId: number | undefined, wholeId?: string): Promise<void> {
    return writeNote(this.#path, { movieId: this.#movieId, downloadId, wholeId })
  }
}
