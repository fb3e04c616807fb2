import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { Movie } from "../../../db/movie.ts"
import { Upload } from "../../../db/upload.ts"
import { slotsPathOf } from "../../../interface/pieces/piece-file.ts"
import { oneOf } from "../../../orm/operator.ts"
import { isThere } from "../move.ts"
import { markedNames } from "../part-folder.ts"
import { filmsIn, manifestEnding, unfinishedIn } from "../places.ts"

const batch = 500
/** Longer than any stored name that a row can have. */
const mostNameCharacters = 64

/** A film's files in a folder, whichever of the two there are: its bytes, and what is known of its pieces. */
export type FilesOfName = {
  readonly storedName: string
  readonly folder: string
  readonly paths: readonly [string, string]
}

/** The files of a store that no row names, and that no upload or purge under way is about to give a row or remove. */
export async function filesWithoutRow(uploadsDir: string): Promise<FilesOfName[]> {
  const named = [
    ...(await filesIn(filmsIn(uploadsDir), manifestEnding)),
    ...(await filesIn(unfinishedIn(uploadsDir), slotsPathOf(""))),
  ]
  const lost: FilesOfName[] = []
  for (let at = 0; at < named.length; at += batch) {
    const some = named.slice(at, at + batch)
    const withRow = await namesWithRow(some.map(({ storedName }) => storedName))
    for (const files of some) {
      if (!withRow.has(files.storedName) && (await areLost(files, uploadsDir))) lost.push(files)
    }
  }
  return lost
}

async function filesIn(folder: string, ending: string): Promise<FilesOfName[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => (name.endsWith(ending) ? name.slice(0, -ending.length) : name))
  return [...new Set(names)].map((storedName) => {
    const path = join(folder, storedName)
    return { storedName, folder, paths: [path, path + ending] }
  })
}

/**
 * Whether files have no row for good. A film that is being published or removed has a mark from before that until it is done:
 * without one before the row is asked for, a published film has its row by then; without one afterwards, a film whose row
 * is gone has lost its files too.
 */
async function areLost({ storedName, paths }: FilesOfName, uploadsDir: string): Promise<boolean> {
  if ((await markedNames(uploadsDir)).has(storedName)) return false
  if ((await namesWithRow([storedName])).has(storedName)) return false
  if ((await markedNames(uploadsDir)).has(storedName)) return false
  return (await isThere(paths[0])) || (await isThere(paths[1]))
}

/** Those of the names that a film or an upload has; a purged film has given its name up. */
async function namesWithRow(names: readonly string[]): Promise<ReadonlySet<string>> {
  const stored_name = oneOf(names.filter((name) => name.length <= mostNameCharacters))
  const films = await Movie.select({ stored_name, purge_time: null })
  const uploads = await Upload.select({ stored_name })
  return new Set([...films, ...uploads].map((row) => row.stored_name))
}
