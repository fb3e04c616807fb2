export const cacheIdBytes = 16

/** The same, whenever the machine was started and the disk mounted. */
export async function cacheIdOf(): Promise<Buffer> {
  return Buffer.alloc(cacheIdBytes, 1)
}
