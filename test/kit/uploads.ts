import { readdir } from "node:fs/promises"

/** Every file below a folder of films, by its name. */
export async function filesIn(uploadsDir: string): Promise<string[]> {
  const entries = await readdir(uploadsDir, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}
