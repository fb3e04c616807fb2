import { type FileHandle, readdir, readlink, stat } from "node:fs/promises"
import { basename } from "node:path"
import { blake3 } from "@napi-rs/blake-hash"
import { bootId } from "./boot-id.ts"

/** Bytes of a cache id. */
export const cacheIdBytes = 16

/**
 * Bytes that stay the same while what was written to a file without a sync is known to be in it, in the system's memory: as long
 * as the machine runs and the file's disk stays mounted, as far as the system tells that.
 */
export async function cacheIdOf(file: FileHandle): Promise<Buffer> {
  const { dev } = await file.stat({ bigint: true })
  return blake3(Buffer.concat([bootId, Buffer.from(await mountOf(dev))])).subarray(0, cacheIdBytes)
}

/**
 * What Linux calls a mounted file system as long as it is mounted anywhere: the number of its entry in /sys, which is never given
 * a second time. The number of the mount itself is given again, and another one in each container.
 */
async function mountOf(dev: bigint): Promise<string> {
  const number = `${majorOf(dev)}:${minorOf(dev)}`
  try {
    const disk = basename(await readlink(`/sys/dev/block/${number}`))
    for (const kind of await readdir("/sys/fs")) {
      const entry = await entryOf(`/sys/fs/${kind}/${disk}`)
      if (entry !== undefined) return entry
    }
  } catch {
    // No disk of its own, not Linux, or /sys is hidden.
  }
  return (await entryOf(`/sys/class/bdi/${number}`)) ?? ""
}

async function entryOf(path: string): Promise<string | undefined> {
  return stat(path, { bigint: true }).then(
    ({ ino }) => `${path} ${ino}`,
    () => undefined,
  )
}

function majorOf(dev: bigint): bigint {
  return ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n)
}

function minorOf(dev: bigint): bigint {
  return (dev & 0xffn) | ((dev >> 12n) & 0xffffff00n)
}
