import { link, mkdir, readdir, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { filmBytes } from "./film.ts"

/** Puts the stored film where nginx serves it, without a copy. */
export async function shareFilm(uploadsDir: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const entries = await readdir(uploadsDir, { recursive: true, withFileTypes: true })
  const film = entries.find((entry) => entry.isFile() && !entry.name.endsWith(".part"))
  if (film === undefined) throw new Error("the film is not in its store")
  await link(join(film.parentPath, film.name), join(folder, "film.mp4"))
}

/** Answers what removes all films from folders save those that are there now. */
export async function clearerOf(folders: readonly string[]): Promise<() => Promise<void>> {
  const kept = new Set(await filmsIn(folders))
  return async () => {
    for (const file of await filmsIn(folders)) if (!kept.has(file)) await rm(file)
  }
}

async function filmsIn(folders: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    for (const entry of entries) if (entry.isFile()) files.push(join(entry.parentPath, entry.name))
  }
  // Small files are notes that a server keeps about its films.
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  return files.filter((_, index) => sizes[index] === filmBytes)
}
