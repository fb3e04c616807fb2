import type { Logger } from "pino"
import { Movie } from "../../../db/movie.ts"
import type { StoreProblem } from "../../../interface/context.ts"
import type { FilmStore } from "../../../interface/film.ts"
import type { Manifest } from "../../../interface/pieces/manifest.ts"
import { notNull, oneOf } from "../../../orm/operator.ts"
import { storedFiles } from "../places.ts"
import type { CheckProgress } from "./check-progress.ts"
import { type FilmGroup, inodeOf } from "./film-groups.ts"
import type { FilmRepair } from "./film-repair.ts"
import { findInFilm } from "./find-in-film.ts"
import { ownManifest } from "./find-manifest.ts"
import type { HashingProcess } from "./hashing-process.ts"

type CheckTools = {
  /** The folder of whole films. */
  readonly folder: string
  readonly store: FilmStore
  readonly hashing: HashingProcess
  readonly log: Logger
  readonly progress: CheckProgress
  /** Undefined: what is wrong is only told. */
  readonly repair: FilmRepair | undefined
}

type Films = readonly [Movie, ...Movie[]]

/** How often films whose file was replaced while it was looked at are looked at. */
const mostTries = 3

/** Looks at films, whether their bytes are what their rows say; tells what is not, and puts it right where that is wanted. */
export class FilmCheck {
  readonly #tools: CheckTools

  constructor(tools: CheckTools) {
    this.#tools = tools
  }

  /** Looks at films that are one file; answers one of them where all is well with their bytes. */
  async look({ ids, inode }: Pick<FilmGroup, "ids" | "inode">, tries = 1): Promise<Movie | undefined> {
    const films = await unpurged(ids)
    if (films === undefined) return undefined
    const [film] = films
    const path = this.#pathOf(film)
    const found = await findInFilm(film, path, inode, this.#tools, (bytes) => {
      this.#tools.progress.bytesDone += bytes
    })
    if (found.state === "sound") {
      await this.#sound(films, found.manifest)
      return film
    }
    // What was found is of a file that another one may have replaced by now.
    if (found.state === "changing" || (await inodeOf(path)) !== inode) {
      if (tries < mostTries) await this.#lookAgain(films, tries + 1)
      return undefined
    }
    const left = await unpurged(ids)
    if (left === undefined) return undefined
    const { state, badPieces, manifest } = found
    const outcome = (await this.#tools.repair?.mend(left, badPieces, manifest)) ?? "found"
    this.#report(state, left, outcome, state === "missing" ? [] : badPieces)
    return outcome === "repaired" ? film : undefined
  }

  async #lookAgain(films: Films, tries: number): Promise<void> {
    for (const film of films) {
      await this.look({ ids: [film.id], inode: await inodeOf(this.#pathOf(film)) }, tries)
    }
  }

  async #sound(films: Films, manifest: Manifest | undefined): Promise<void> {
    const { repair, store } = this.#tools
    const outcome = repair === undefined ? "found" : "repaired"
    for (const film of films) {
      if (manifest === undefined || (await ownManifest(store, film)) !== undefined) continue
      await repair?.keepManifest(film, manifest)
      if ((await unpurged([film.id])) !== undefined) this.#report("no_manifest", [film], outcome)
    }
    const ids = oneOf(films.map(({ id }) => id))
    const setAside = await Movie.select({ id: ids, damage_time: notNull() }, { orderBy: "id" })
    if (!isSome(setAside)) return
    await repair?.clear(setAside)
    this.#report("damaged", setAside, outcome)
  }

  #report(
    kind: StoreProblem["kind"],
    films: Films,
    outcome: StoreProblem["outcome"],
    badPieces: readonly number[] = [],
  ): void {
    const [{ stored_name: storedName }] = films
    const movieIds = films.map(({ id }) => id)
    this.#tools.progress.report({ kind, storedName, movieIds, badPieces, outcome })
  }

  #pathOf({ stored_name }: Movie): string {
    return storedFiles(this.#tools.folder, stored_name).film
  }
}

/** The rows of those films that are not purged, as they are now; undefined where there is none. */
async function unpurged(ids: readonly number[]): Promise<Films | undefined> {
  const rows = await Movie.select({ id: oneOf(ids), purge_time: null }, { orderBy: "id" })
  return isSome(rows) ? rows : undefined
}

function isSome(films: Movie[]): films is [Movie, ...Movie[]] {
  return films.length > 0
}
