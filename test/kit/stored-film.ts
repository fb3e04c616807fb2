import assert from "node:assert/strict"
import { open } from "node:fs/promises"
import { join } from "node:path"
import { Movie } from "../../db/movie.ts"
import type { TestServer } from "./server.ts"

/** Where a stored film lies, and its row as it is now. */
export type StoredFilm = { readonly row: Movie; readonly path: string; readonly manifestPath: string }

/** Finds a film of a server in its folder, whatever became of it. */
export async function storedFilm({ running, settings }: TestServer, id: number): Promise<StoredFilm> {
  const row = await running.app.database.run(() => Movie.get(id))
  assert.ok(row !== undefined, `film ${id} has a row`)
  const path = join(settings.uploadsDir, "films", row.stored_name)
  return { row, path, manifestPath: `${path}.manifest` }
}

/** Flips every bit of one byte of a file where it lies; doing it again puts it right. */
export async function flipByte(path: string, at: number): Promise<void> {
  const file = await open(path, "r+")
  const byte = Buffer.alloc(1)
  await file.read(byte, 0, 1, at)
  byte.writeUInt8(255 - byte.readUInt8())
  await file.write(byte, 0, 1, at)
  await file.close()
}
