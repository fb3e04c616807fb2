import { readdir, stat } from "node:fs/promises"
import { join } from "node:path"

/** Every file below a folder of films, by its name. */
export async function filesIn(uploadsDir: string): Promise<string[]> {
  const entries = await readdir(uploadsDir, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

/** Every film below a folder of films, by its stored name; their manifests are left out. */
export async function filmFilesIn(uploadsDir: string): Promise<string[]> {
  return (await filesIn(uploadsDir)).filter((name) => !name.endsWith(".manifest"))
}

/** The bytes of all files below a folder of films. */
export async function bytesIn(uploadsDir: string): Promise<number> {
  const entries = await readdir(uploadsDir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
