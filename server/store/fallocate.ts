import { constants } from "node:os"

/** Reserves a file's bytes on the disk; answers 0, or the number of the system's error. */
type Fallocate = (fd: number, bytes: number) => Promise<number>

let loading: Promise<Fallocate | undefined> | undefined

/**
 * Reserves the first `bytes` of a file on its disk and makes it that long; false where this system or this file system
 * can't. Throws an Error with code ENOSPC where there is no room.
 */
export async function reserveBytes(fd: number, bytes: number): Promise<boolean> {
  loading ??= loadFallocate()
  const fallocate = await loading
  if (fallocate === undefined) return false
  const problem = await fallocate(fd, bytes)
  if (problem === constants.errno.ENOSPC || problem === constants.errno.EDQUOT)
    throw Object.assign(new Error("no room on the disk"), { code: "ENOSPC" })
  return problem === 0
}

/** The system's own call: undefined where it is not Linux, or nothing can call it. */
async function loadFallocate(): Promise<Fallocate | undefined> {
  if (process.platform !== "linux") return undefined
  try {
    const { default: koffi } = await import("koffi")
    // posix_fallocate writes into each block where the file system can't reserve: this one says so.
    const call = koffi.load(null).func("int fallocate(int fd, int mode, int64_t offset, int64_t len)")
    return (fd, bytes) =>
      new Promise((resolve) => {
        call.async(fd, 0, 0, bytes, (_: unknown, result: number) => resolve(result === 0 ? 0 : koffi.errno()))
      })
  } catch {
    return undefined
  }
}
