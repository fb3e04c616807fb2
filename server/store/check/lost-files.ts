import { mkdir, readdir, stat } from "node:fs/promises"
import { basename, join } from "node:path"
import { Movie } from "../../../db/movie.ts"
import type { StoreProblem } from "../../../interface/context.ts"
import { contentIdOf } from "../../../interface/pieces/manifest.ts"
import { syncFolder } from "../../../interface/pieces/sync.ts"
import { moveIfThere, removeFiles } from "../move.ts"
import { filmsIn } from "../places.ts"
import type { FilesOfName } from "./files-without-row.ts"
import type { HashingProcess } from "./hashing-process.ts"

/** Clears files away that no row names: those that a film of the library has as well go, the others are kept elsewhere. */
export class LostFiles {
  readonly #uploadsDir: string
  readonly #hashing: HashingProcess
  readonly #soundBySize = new Map<number, Movie[]>()

  /** `sound`: films of which a check found the bytes to be right. */
  constructor(uploadsDir: string, hashing: HashingProcess, sound: readonly Movie[]) {
    this.#uploadsDir = uploadsDir
    this.#hashing = hashing
    for (const film of sound) {
      const same = this.#soundBySize.get(film.size)
      if (same === undefined) this.#soundBySize.set(film.size, [film])
      else same.push(film)
    }
  }

  /** Removes the files, or moves them to the folder "lost" of the store; never the only bytes that there are of something. */
  async clear(files: FilesOfName): Promise<StoreProblem["outcome"]> {
    if (files.folder === filmsIn(this.#uploadsDir) && (await this.#isTwin(files.paths[0]))) {
      await removeFiles(...files.paths)
      return "removed"
    }
    const lost = join(this.#uploadsDir, "lost")
    await mkdir(lost, { recursive: true })
    const taken = new Set(await readdir(lost))
    for (const path of files.paths) await moveIfThere(path, join(lost, freeName(basename(path), taken)))
    await syncFolder(lost)
    await syncFolder(files.folder)
    return "set_aside"
  }

  async #isTwin(path: string): Promise<boolean> {
    const found = await stat(path).catch(() => undefined)
    const alike = found === undefined ? [] : (this.#soundBySize.get(found.size) ?? [])
    const contentIds = new Map<number, string>()
    for (const { content_id, piece_bytes: pieceBytes, size } of alike) {
      if (content_id === null || pieceBytes === null) continue
      let contentId = contentIds.get(pieceBytes)
      if (contentId === undefined) {
        const hashed = await this.#hashing.hash({ path, size, pieceBytes, withSha256: false })
        if (hashed === undefined) return false
        contentId = contentIdOf({ size, pieceBytes, hashes: hashed.hashes })
        contentIds.set(pieceBytes, contentId)
      }
      const inLibrary = { content_id, purge_time: null, damage_time: null }
      if (contentId === content_id && (await Movie.exists(inLibrary))) return true
    }
    return false
  }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let number = 1; taken.has(free); number++) free = `${name}.${number}`
  return free
}
