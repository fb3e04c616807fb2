import { Movie } from "../../db/movie.ts"
import { contentIdOf } from "../../interface/pieces/content-id.ts"
import { type Manifest, pieceBytesFor } from "../../interface/pieces/manifest.ts"
import { gt, notNull } from "../../orm/operator.ts"
import type { App } from "../app.ts"
import { hasSampledMd5 } from "../store/check/has-sampled-md5.ts"
import { HashingProcess } from "../store/check/hashing-process.ts"
import { keepManifest } from "../store/check/keep-manifest.ts"
import { removeFiles } from "../store/move.ts"
import { filmsIn, storedFiles } from "../store/places.ts"
import type { Job } from "./scheduler.ts"

/** How soon a new film is looked for. */
const idleMs = 2000
/** When the films of which nothing could be worked out are tried again. */
const againMs = 3_600_000

/**
 * Works out the SHA-256 of each film, and the manifest of those stored before there were any, one after the other in a process
 * of low priority.
 */
export class Digests implements Job {
  readonly name = "digests"
  readonly everyMs = idleMs
  readonly #films: string
  readonly #leastPieceBytes: number
  readonly #log: App["log"]
  /** The last film that was looked at. */
  #lastId = 0
  #beganMs = performance.now()

  constructor({ settings, log }: Pick<App, "settings" | "log">) {
    this.#films = filmsIn(settings.uploadsDir)
    this.#leastPieceBytes = settings.pieceBytes
    this.#log = log
  }

  async run(signal: AbortSignal): Promise<void> {
    if (performance.now() - this.#beganMs > againMs) {
      this.#beganMs = performance.now()
      this.#lastId = 0
    }
    const hashing = new HashingProcess()
    const abort = (): void => void hashing.close()
    signal.addEventListener("abort", abort)
    try {
      for (let film = await this.#next(); film !== undefined && !signal.aborted; film = await this.#next()) {
        this.#lastId = film.id
        await this.#digest(film, hashing)
      }
    } finally {
      signal.removeEventListener("abort", abort)
      await hashing.close()
    }
  }

  #next(): Promise<Movie | undefined> {
    const wanting = { sha256: null, purge_time: null, damage_time: null }
    return Movie.first({ ...wanting, id: gt(this.#lastId) }, { orderBy: "id" })
  }

  async #digest(film: Movie, hashing: HashingProcess): Promise<void> {
    const { id, size, content_id } = film
    const twin =
      content_id === null
        ? undefined
        : await Movie.first({ content_id, sha256: notNull() }, { orderBy: "id" })
    if (twin !== undefined) {
      await Movie.update({ id, content_id }, { sha256: twin.sha256 })
      return
    }
    const pieceBytes = film.piece_bytes ?? pieceBytesFor(size, this.#leastPieceBytes)
    const { film: path, manifest } = storedFiles(this.#films, film.stored_name)
    const found = await hashing.hash({ path, size, pieceBytes, withSha256: true })
    const sha256 = found?.sha256
    const made: Manifest | undefined = found && { size, pieceBytes, hashes: found.hashes }
    if (made === undefined || sha256 === undefined || !(await isFilm(film, made, path))) {
      if (await Movie.exists({ id, purge_time: null }))
        this.#log.warn(
          { movieId: id },
          "a film's bytes are missing or wrong; a check of the store tells more",
        )
      return
    }
    if (content_id === null) await keepManifest(manifest, made)
    const worked = { sha256, piece_bytes: pieceBytes, content_id: contentIdOf(made) }
    if ((await Movie.update({ id, content_id, purge_time: null }, worked)) > 0) return
    // Purged meanwhile, and the manifest came too late to go with it; or another server was faster.
    if (await Movie.exists({ id, purge_time: notNull() })) await removeFiles(manifest)
  }
}

/** Whether hashed bytes are those of the film, as far as anything is known of it. */
function isFilm(film: Movie, made: Manifest, path: string): boolean | Promise<boolean> {
  if (film.content_id !== null) return contentIdOf(made) === film.content_id
  return hasSampledMd5(path, film.size, film.sampled_md5)
}
