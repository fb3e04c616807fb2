import { open } from "node:fs/promises"
import { sampledMd5 } from "../../../interface/wire/sampled-md5.ts"

/** Whether a file has this size and sampled md5: all that is known of a film without a manifest. Throws where it isn't there. */
export async function hasSampledMd5(path: string, size: number, md5: string): Promise<boolean> {
  const file = await open(path, "r")
  try {
    if ((await file.stat()).size !== size) return false
    const read = async (offset: number, length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
      return buffer.subarray(0, bytesRead)
    }
    return (await sampledMd5(size, read)) === md5
  } finally {
    await file.close()
  }
}
