import { readdir } from "node:fs/promises"
import { filmsIn, manifestEnding } from "./places.ts"

/** How many films have a row and no file, and how many files there are without a row. */
export type Difference = { readonly filmsWithoutBytes: number; readonly filesWithoutRow: number }

/** Their names. */
type Names = { readonly films: ReadonlySet<string>; readonly files: ReadonlySet<string> }

/**
 * Compares the files of a store with the stored names that have a row, by name alone. What comes or goes meanwhile differs for a
 * moment: only what differs a second time counts.
 */
export async function compareWithRows(
  uploadsDir: string,
  storedNames: () => Promise<readonly string[]>,
): Promise<Difference> {
  const first = await differing(uploadsDir, storedNames)
  const isEqual = first.films.size + first.files.size === 0
  const second = isEqual ? first : await differing(uploadsDir, storedNames)
  return {
    filmsWithoutBytes: inBoth(first.films, second.films),
    filesWithoutRow: inBoth(first.files, second.files),
  }
}

async function differing(uploadsDir: string, storedNames: () => Promise<readonly string[]>): Promise<Names> {
  const files = new Set(await readdir(filmsIn(uploadsDir)))
  const names = await storedNames()
  const films = new Set(names.filter((name) => !files.has(name)))
  for (const name of names) {
    files.delete(name)
    files.delete(name + manifestEnding)
  }
  return { films, files }
}

function inBoth(some: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return [...some].filter((name) => others.has(name)).length
}
