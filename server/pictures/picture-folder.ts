import { randomUUID } from "node:crypto"
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises"
import { join } from "node:path"
import { syncFolder } from "../../interface/pieces/sync.ts"
import { writeSynced } from "../../interface/pieces/write-synced.ts"
import { isNotThere } from "../store/move.ts"
import type { EncodedPicture } from "./encode-picture.ts"
import type { PosterWidth } from "./poster-widths.ts"

/** What the names of pictures on their way in, and on their way out, begin with. */
const [incoming, outgoing] = ["new.", "old."]
const contentName = /^[0-9a-f]{64}$/

/**
 * The folder of pictures: a folder a picture, called by its content, with a file a width. It comes and goes by one rename, so
 * a picture is there in all widths or not at all; when it was last asked for to be used is its folder's time.
 */
export class PictureFolder {
  readonly path: string

  constructor(uploadsDir: string) {
    this.path = join(uploadsDir, "pictures")
  }

  /** Makes a picture safe on the disk under its name, unless it is there. */
  async put(name: string, picture: EncodedPicture): Promise<void> {
    if (await this.touch(name)) return
    const own = join(this.path, incoming + randomUUID())
    await mkdir(own, { recursive: true })
    try {
      for (const [width, bytes] of picture) await writeSynced(join(own, fileOf(width)), bytes, "wx")
      await syncFolder(own)
      // Where somebody else was faster it can't be moved, and needn't.
      await rename(own, join(this.path, name)).catch(async (error: unknown) => {
        if (!(await this.touch(name))) throw error
      })
      await syncFolder(this.path)
    } finally {
      await rm(own, { recursive: true, force: true })
    }
  }

  /** Says that somebody is about to use a picture; false where it isn't there. */
  async touch(name: string): Promise<boolean> {
    const now = new Date()
    return utimes(join(this.path, name), now, now).then(() => true, falseWhereNotThere)
  }

  /** The bytes of a picture in one width; undefined where there is none of this name. */
  async read(name: string, width: PosterWidth): Promise<Buffer | undefined> {
    return readFile(join(this.path, name, fileOf(width))).catch((error: unknown) => {
      if (isNotThere(error)) return undefined
      throw error
    })
  }

  /** The names of the pictures that nobody was about to use since a moment. */
  async untouchedSince(moment: number): Promise<string[]> {
    const names: string[] = []
    for (const entry of await this.#entries()) {
      if (contentName.test(entry) && (await this.#isUntouched(entry, moment))) names.push(entry)
    }
    return names
  }

  /**
   * Removes a picture unless it is used, or somebody was about to use it since a moment. It is put aside before that is asked:
   * whoever wants to use it meanwhile, also by way of another server, either finds it gone or has been noticed.
   */
  async removeUnused(name: string, moment: number, isUsed: () => Promise<boolean>): Promise<boolean> {
    const aside = `${outgoing}${name}`
    // Another server may have been faster.
    if (!(await rename(join(this.path, name), join(this.path, aside)).then(() => true, falseWhereNotThere)))
      return false
    const isFree = await this.#isUntouched(aside, moment)
      .then(async (isUntouched) => isUntouched && !(await isUsed()))
      .catch(async (error: unknown) => {
        await this.#putBack(aside)
        throw error
      })
    if (isFree) await rm(join(this.path, aside), { recursive: true, force: true })
    else await this.#putBack(aside)
    return isFree
  }

  /** Puts right what killed servers left: half-written pictures go, and those that were put aside come back. */
  async tidy(moment: number): Promise<void> {
    for (const entry of await this.#entries()) {
      if (entry.startsWith(outgoing)) await this.#putBack(entry)
      if (entry.startsWith(incoming) && (await this.#isUntouched(entry, moment)))
        await rm(join(this.path, entry), { recursive: true, force: true })
    }
  }

  /** A picture may have come anew in the meantime: then what was put aside is one too many. */
  async #putBack(aside: string): Promise<void> {
    const name = aside.slice(outgoing.length)
    await rename(join(this.path, aside), join(this.path, name)).catch(() =>
      rm(join(this.path, aside), { recursive: true, force: true }),
    )
  }

  async #isUntouched(entry: string, moment: number): Promise<boolean> {
    return stat(join(this.path, entry)).then(({ mtimeMs }) => mtimeMs < moment, falseWhereNotThere)
  }

  async #entries(): Promise<string[]> {
    return readdir(this.path).catch((error: unknown) => {
      if (isNotThere(error)) return []
      throw error
    })
  }
}

function fileOf(width: PosterWidth): string {
  return `${width}.webp`
}

function falseWhereNotThere(error: unknown): false {
  if (isNotThere(error)) return false
  throw error
}
