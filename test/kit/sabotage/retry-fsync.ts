import type { FileHandle } from "node:fs/promises"
import * as real from "../../../interface/pieces/sync.ts"

export const syncFolder = real.syncFolder

/** Tries a sync that failed once more, and believes it. */
export async function syncFile(file: FileHandle): Promise<void> {
  await real.syncFile(file).catch(() => real.syncFile(file))
}
