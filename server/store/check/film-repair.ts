import type { Logger } from "pino"
import { Movie } from "../../../db/movie.ts"
import type { FilmStore } from "../../../interface/film.ts"
import { contentIdOf } from "../../../interface/pieces/content-id.ts"
import type { Manifest } from "../../../interface/pieces/manifest.ts"
import { now } from "../../../orm/expression.ts"
import { notNull, oneOf } from "../../../orm/operator.ts"
import { removeFiles } from "../move.ts"
import { storedFiles } from "../places.ts"
import { othersOfContent, ownManifest } from "./find-manifest.ts"
import { FileFailed, type HashingProcess } from "./hashing-process.ts"
import { keepManifest } from "./keep-manifest.ts"

type RepairTools = {
  /** The folder of whole films. */
  readonly folder: string
  readonly store: FilmStore
  readonly hashing: HashingProcess
  readonly log: Logger
}

/** Puts right what a check of the store found wrong with films, as far as that goes. */
export class FilmRepair {
  readonly #tools: RepairTools

  constructor(tools: RepairTools) {
    this.#tools = tools
  }

  /**
   * Takes bad pieces of films that are one file from others of the same content. First it sets the films aside, so that
   * nobody gets wrong bytes; they stay so unless all of it is right afterwards.
   */
  async mend(
    films: readonly [Movie, ...Movie[]],
    pieces: readonly number[],
    manifest: Manifest | undefined,
  ): Promise<"repaired" | "set_aside"> {
    const ids = films.map(({ id }) => id)
    await Movie.update({ id: oneOf(ids), purge_time: null, damage_time: null }, { damage_time: now() })
    if (manifest === undefined) return "set_aside"
    const { folder, hashing, log } = this.#tools
    const [film] = films
    const { film: path } = storedFiles(folder, film.stored_name)
    const sources = (await othersOfContent(film)).map(
      ({ stored_name }) => storedFiles(folder, stored_name).film,
    )
    try {
      const left = await hashing.mend({ path, manifest, pieces, sources })
      if (await isPurged(film)) {
        // Its bytes may have been made anew after they were removed, and are not those of the others any more.
        await removeFiles(path)
        return "set_aside"
      }
      const found =
        left.length === 0 ? await hashing.hash({ path, ...manifest, withSha256: false }) : undefined
      if (found === undefined || contentIdOf({ ...manifest, hashes: found.hashes }) !== film.content_id)
        return "set_aside"
    } catch (error) {
      if (!(error instanceof FileFailed)) throw error
      log.error({ err: error, movieIds: ids }, "a damaged film could not be mended")
      return "set_aside"
    }
    for (const one of films) {
      if ((await ownManifest(this.#tools.store, one)) === undefined) await this.keepManifest(one, manifest)
    }
    await this.clear(films)
    return "repaired"
  }

  /** Writes a film's manifest file anew. */
  async keepManifest(film: Movie, manifest: Manifest): Promise<void> {
    const path = storedFiles(this.#tools.folder, film.stored_name).manifest
    await keepManifest(path, manifest)
    // It came too late to go with a film that was purged meanwhile.
    if (await isPurged(film)) await removeFiles(path)
  }

  /** Gives films back to the members, whose bytes are right, and has what is in them read again. */
  async clear(films: readonly Movie[]): Promise<void> {
    await Movie.update({ id: oneOf(films.map(({ id }) => id)) }, { damage_time: null, probe_time: null })
  }
}

function isPurged({ id }: Movie): Promise<boolean> {
  return Movie.exists({ id, purge_time: notNull() })
}
