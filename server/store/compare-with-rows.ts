import { readdir } from "node:fs/promises"
import { filmsIn, manifestEnding } from "./places.ts"

/** How many films have a row and no file, and how many files there are without a row. */
export type Difference = { readonly filmsWithoutBytes: number; readonly filesWithoutRow: number }

/** Compares the files of a store with the stored names that have a row, by name alone. */
export async function compareWithRows(
  uploadsDir: string,
  storedNames: readonly string[],
): Promise<Difference> {
  const files = new Set(await readdir(filmsIn(uploadsDir)))
  const filmsWithoutBytes = storedNames.filter((name) => !files.has(name)).length
  for (const name of storedNames) {
    files.delete(name)
    files.delete(name + manifestEnding)
  }
  return { filmsWithoutBytes, filesWithoutRow: files.size }
}
