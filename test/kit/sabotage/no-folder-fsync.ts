import * as real from "../../../interface/pieces/sync.ts"

export const syncFile = real.syncFile

/** Says that a folder is safe without making it so. */
export async function syncFolder(_: string): Promise<void> {
  // Nothing.
}
