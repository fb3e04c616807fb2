import { readdir, rm, stat } from "node:fs/promises"
import { join } from "node:path"

const leastBytes = 1024 * 1024

/** Answers what removes the large files of folders, save those that are there now. */
export async function clearerOf(folders: readonly string[]): Promise<() => Promise<void>> {
  const all = async (): Promise<string[]> => (await Promise.all(folders.map(largeFilesIn))).flat()
  const kept = new Set(await all())
  return async () => {
    for (const file of await all()) if (!kept.has(file)) await rm(file, { force: true })
  }
}

/** The files of a folder and those inside it of a mebibyte or more, but for databases: films, and not what a server notes of them. */
export async function largeFilesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const sizes = await Promise.all(files.map(sizeOf))
  return files.filter((file, index) => (sizes[index] ?? 0) >= leastBytes && !file.includes(".sqlite"))
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    // It was moved meanwhile.
    () => 0,
  )
}
