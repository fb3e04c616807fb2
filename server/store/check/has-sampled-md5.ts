import { open } from "node:fs/promises"
import { sampledMd5Of } from "../receive-film.ts"

/** Whether a file has this size and sampled md5: all that is known of a film without a manifest. Throws where it isn't there. */
export async function hasSampledMd5(path: string, size: number, md5: string): Promise<boolean> {
  const file = await open(path, "r")
  try {
    if ((await file.stat()).size !== size) return false
    const found = await sampledMd5Of(
      size,
      async (into, position) => (await file.read(into, { position })).bytesRead,
    )
    return found === md5
  } finally {
    await file.close()
  }
}
