import { link, rename, rm, stat } from "node:fs/promises"

/** Gives a file another place, instead of what may lie there, in one step. */
export async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to)
}

/** As `moveFile`, where there is such a file. */
export async function moveIfThere(from: string, to: string): Promise<void> {
  await moveFile(from, to).catch((error: unknown) => {
    if (!isNotThere(error)) throw error
  })
}

/** Gives a file of `bytes` bytes a second name; false where it isn't there with as many, or the file system can't. */
export async function linkFile(from: string, to: string, bytes: number): Promise<boolean> {
  try {
    if ((await stat(from)).size !== bytes) return false
    await link(from, to)
    return true
  } catch (error) {
    if (isNotThere(error) || hasCode(error, ["EPERM", "EXDEV", "EMLINK", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]))
      return false
    throw error
  }
}

/** Whether there is a file. */
export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (isNotThere(error)) return false
      throw error
    },
  )
}

/** Removes files where they are. */
export async function removeFiles(...paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true })
}

/** Whether an error says that a file is not there. */
export function isNotThere(error: unknown): boolean {
  return hasCode(error, ["ENOENT"])
}

/** Whether an error says that the disk is full. */
export function isOutOfSpace(error: unknown): boolean {
  return hasCode(error, ["ENOSPC", "EDQUOT"])
}

function hasCode(error: unknown, codes: readonly unknown[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(error.code)
}
