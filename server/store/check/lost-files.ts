import { mkdir, readdir, stat } from "node:fs/promises"
import { basename, join } from "node:path"
import { Movie } from "../../../db/movie.ts"
import type { StoreProblem } from "../../../interface/context.ts"
import { contentIdOf } from "../../../interface/pieces/content-id.ts"
import { syncFolder } from "../../../interface/pieces/sync.ts"
import { moveIfThere, removeFiles } from "../move.ts"
import { filmsIn } from "../places.ts"
import type { FilesOfName } from "./files-without-row.ts"
import { FileFailed, type HashingProcess } from "./hashing-process.ts"

/** A film's file whose bytes a check found to be right. */
export type SoundFile = { readonly size: number; readonly contentId: string; readonly pieceBytes: number }

/** Clears files away that no row names: those that a film of the library has as well go, the others are kept elsewhere. */
export class LostFiles {
  readonly #uploadsDir: string
  readonly #hashing: HashingProcess
  readonly #soundBySize: ReadonlyMap<number, readonly SoundFile[]>

  constructor(uploadsDir: string, hashing: HashingProcess, sound: readonly SoundFile[]) {
    this.#uploadsDir = uploadsDir
    this.#hashing = hashing
    this.#soundBySize = Map.groupBy(sound, ({ size }) => size)
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
    const bytes = await stat(path).then(
      ({ size }) => size,
      () => undefined,
    )
    const alike = bytes === undefined ? [] : (this.#soundBySize.get(bytes) ?? [])
    const found = new Map<number, string>()
    for (const { contentId, pieceBytes, size } of alike) {
      if (!found.has(pieceBytes)) {
        const wish = { path, size, pieceBytes, withSha256: false }
        const hashed = await this.#hashing.hash(wish).catch(orUndefined)
        if (hashed === undefined) return false
        found.set(pieceBytes, contentIdOf({ size, pieceBytes, hashes: hashed.hashes }))
      }
      const inLibrary = { content_id: contentId, purge_time: null, damage_time: null }
      if (found.get(pieceBytes) === contentId && (await Movie.exists(inLibrary))) return true
    }
    return false
  }
}

function orUndefined(error: unknown): undefined {
  if (!(error instanceof FileFailed)) throw error
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name
  for (let number = 1; taken.has(free); number++) free = `${name}.${number}`
  return free
}
