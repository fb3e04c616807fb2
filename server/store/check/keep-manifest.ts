import { dirname } from "node:path"
import type { Manifest } from "../../../interface/pieces/manifest.ts"
import { slotsOf } from "../../../interface/pieces/slots.ts"
import { syncFolder } from "../../../interface/pieces/sync.ts"
import { writeSynced } from "../../../interface/pieces/write-synced.ts"

/**
 * Writes a stored film's manifest file, safe on the disk once it answers. In its place and not beside it: what an
 * interruption leaves doesn't match the film's content id, and is written anew.
 */
export async function keepManifest(path: string, manifest: Manifest): Promise<void> {
  await writeSynced(path, slotsOf(manifest), "w")
  await syncFolder(dirname(path))
}
