import { type FileHandle, link, mkdir, open, rename, rm, stat, statfs } from "node:fs/promises"
import { dirname } from "node:path"
import { Trouble } from "../trouble.ts"
import { onFile } from "./file-trouble.ts"

/** Whether a path leads to something. */
export async function pathExists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** A download in the making: `name.part`, which becomes `name` when it is whole, or goes away. */
export class PartFile {
  readonly target: string
  readonly handle: FileHandle
  readonly #overwrite: boolean
  #isOpen = true

  private constructor(target: string, handle: FileHandle, overwrite: boolean) {
    this.target = target
    this.handle = handle
    this.#overwrite = overwrite
  }

  /** Begins it, making the folder; throws Trouble FILE_EXISTS, PART_EXISTS, DISK_FULL or another about the file. */
  static begin(target: string, size: number, overwrite: boolean): Promise<PartFile> {
    return onFile(target, async () => {
      const folder = dirname(target)
      await mkdir(folder, { recursive: true })
      if (!overwrite && (await pathExists(target))) throw new Trouble("FILE_EXISTS", { path: target })
      const { bavail, bsize } = await statfs(folder)
      if (bavail * bsize < size) throw new Trouble("DISK_FULL", { path: folder })
      const part = partOf(target)
      if (overwrite) await rm(part, { force: true })
      const handle = await open(part, "wx+").catch((error: unknown) => {
        const exists = error instanceof Error && "code" in error && error.code === "EEXIST"
        throw exists ? new Trouble("PART_EXISTS", { path: part }) : error
      })
      return new PartFile(target, handle, overwrite)
    })
  }

  /** Writes all of some bytes to the end. */
  write(bytes: Buffer): Promise<void> {
    return onFile(this.target, async () => {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.handle.write(bytes, done)
        done += bytesWritten
      }
    })
  }

  /** Makes it safe on the disk and gives it its name; throws Trouble FILE_EXISTS when that was taken meanwhile. */
  finish(): Promise<void> {
    return onFile(this.target, async () => {
      await this.handle.sync()
      await this.#close()
      await this.#takeName()
      await syncFolder(dirname(this.target))
    })
  }

  /** Throws away what was not finished. */
  async discard(): Promise<void> {
    if (!this.#isOpen) return
    await this.#close()
    await rm(partOf(this.target), { force: true })
  }

  async #close(): Promise<void> {
    this.#isOpen = false
    await this.handle.close()
  }

  async #takeName(): Promise<void> {
    const part = partOf(this.target)
    if (this.#overwrite) return rename(part, this.target)
    try {
      // A link is refused where the name is taken; a rename would overwrite.
      await link(part, this.target)
      await rm(part)
    } catch (error) {
      if (await pathExists(this.target)) {
        await rm(part, { force: true })
        throw error
      }
      // Some file systems have no links.
      await rename(part, this.target)
    }
  }
}

function partOf(target: string): string {
  return `${target}.part`
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
