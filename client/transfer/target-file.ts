import { link, lstat, mkdir, rename, rm, stat, statfs } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { PieceFile } from "../../interface/pieces/piece-file.ts"
import { syncFolder } from "../../interface/pieces/sync.ts"
import { Trouble } from "../trouble.ts"
import { onFile } from "./file-trouble.ts"
import { takeLock } from "./part-lock.ts"
import { isNoted } from "./part-note.ts"
import { partOf } from "./part-paths.ts"
import { safeName } from "./safe-name.ts"

/** The file that a film of this name and id is downloaded to. */
export function targetOf(folder: string, filmName: string, movieId: number): string {
  return resolve(folder, safeName(filmName, `film-${movieId}`))
}

/** Whether a path leads to something. */
export async function pathExists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** Works on a target as the only process that does, making its folder; throws Trouble DOWNLOAD_BUSY, or about the folder. */
export async function withTarget<T>(target: string, work: () => Promise<T>): Promise<T> {
  const unlock = await onFile(target, async () => {
    await mkdir(dirname(target), { recursive: true })
    return takeLock(`${partOf(target)}.lock`)
  })
  try {
    return await work()
  } finally {
    await unlock()
  }
}

/**
 * Looks if a film of a size can be downloaded to a target: throws Trouble FILE_EXISTS, DISK_FULL, or PART_EXISTS for a part
 * that no download of this film has made. Where the target may be overwritten, such a part is removed.
 */
export function prepareTarget(
  target: string,
  movieId: number,
  size: number,
  overwrite: boolean,
): Promise<void> {
  return onFile(target, async () => {
    if (!overwrite && (await pathExists(target))) throw new Trouble("FILE_EXISTS", { path: target })
    const part = partOf(target)
    const found = await lstat(part).catch(() => undefined)
    const isOurs = found?.isFile() === true && (await isNoted(target, movieId))
    if (found !== undefined && !isOurs) {
      if (!overwrite) throw new Trouble("PART_EXISTS", { path: part })
      await PieceFile.remove(part)
    }
    const { bavail, bsize } = await statfs(dirname(target))
    const takenBytes = isOurs ? (found?.blocks ?? 0) * 512 : 0
    if (bavail * bsize < size - takenBytes) throw new Trouble("DISK_FULL", { path: dirname(target) })
  })
}

/** Gives a part, whole and safe on the disk, the target's name; throws Trouble FILE_EXISTS when that was taken meanwhile. */
export function publish(target: string, overwrite: boolean): Promise<void> {
  return onFile(target, async () => {
    await takeName(partOf(target), target, overwrite)
    await syncFolder(dirname(target))
  })
}

/** Whether a target of a size is the very part, so that the part's own name is all that is left to be done. */
export async function isPublished(target: string, size: number): Promise<boolean> {
  const [whole, part] = await Promise.all(
    [target, partOf(target)].map((path) => lstat(path).catch(() => undefined)),
  )
  if (whole?.size !== size) return false
  return part === undefined || (part.ino === whole.ino && part.dev === whole.dev)
}

async function takeName(part: string, target: string, overwrite: boolean): Promise<void> {
  if (overwrite) return rename(part, target)
  try {
    // A link is refused where the name is taken; a rename would overwrite.
    await link(part, target)
  } catch (error) {
    if (await pathExists(target)) throw error
    // Some file systems have no links.
    return rename(part, target)
  }
  await rm(part)
}
