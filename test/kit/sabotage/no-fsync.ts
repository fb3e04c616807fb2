import type { FileHandle } from "node:fs/promises"
import * as real from "../../../interface/pieces/sync.ts"

/** Says that a file is safe without making it so. */
export async function syncFile(_: FileHandle): Promise<void> {
  // Nothing.
}

export const syncFolder = real.syncFolder
