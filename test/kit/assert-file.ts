import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"

/** Asserts that a file holds exactly these bytes; a difference is named by its place, since showing all of it takes minutes. */
export async function assertFile(path: string, bytes: Buffer): Promise<void> {
  const found = await readFile(path)
  assert.equal(found.length, bytes.length, `the size of ${path}`)
  const differs = found.equals(bytes) ? -1 : found.findIndex((byte, at) => byte !== bytes[at])
  assert.equal(differs, -1, `${path} differs at ${differs}`)
}
