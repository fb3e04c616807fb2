import { createHash } from "node:crypto"
import { mkdir, statfs } from "node:fs/promises"
import { Semaphore } from "async-mutex"
import type { Settings } from "../../conf/settings.ts"
import { Failure } from "../../interface/failure.ts"
import type { PictureBytes, Pictures } from "../../interface/pictures.ts"
import { Turns } from "../../interface/pieces/turns.ts"
import { isOutOfSpace } from "../store/move.ts"
import { type EncodedPicture, encodePicture } from "./encode-picture.ts"
import { PictureFolder } from "./picture-folder.ts"
import { type PosterWidth, posterWidths } from "./poster-widths.ts"

/** Pictures that come in at once, in memory, and those of them that are worked on. */
const mostIncoming = 16
const mostWorkedOn = 2
/** Pictures of which the library is asked at once whether it uses them. */
const mostAsked = 200

type PictureSettings = Pick<Settings, "uploadsDir" | "maxImageBytes" | "maxImagePixels" | "minFreeBytes">

/** Pictures as files of a folder beside the films. */
export class DiskPictures implements Pictures {
  readonly #settings: PictureSettings
  readonly #folder: PictureFolder
  readonly #turns = new Turns<string>()
  readonly #working = new Semaphore(mostWorkedOn)
  #incoming = 0

  constructor(settings: PictureSettings) {
    this.#settings = settings
    this.#folder = new PictureFolder(settings.uploadsDir)
  }

  async add(bytes: PictureBytes): Promise<string> {
    if (this.#incoming >= mostIncoming) throw new Failure("BUSY")
    this.#incoming++
    try {
      const { maxImageBytes, maxImagePixels } = this.#settings
      const read = await readPicture(bytes, maxImageBytes)
      const picture = await this.#working.runExclusive(() => encodePicture(read, maxImagePixels))
      const name = nameOf(picture)
      await this.#turns.take(name, () => this.#store(name, picture))
      return name
    } finally {
      this.#incoming--
    }
  }

  use<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(name, async () => {
      if (!(await this.#folder.touch(name))) throw new Failure("NO_SUCH_IMAGE")
      return work()
    })
  }

  /** The bytes of a picture in one width, as WebP; undefined where there is none of this name. */
  read(name: string, width: PosterWidth): Promise<Buffer | undefined> {
    return this.#folder.read(name, width)
  }

  /**
   * Removes the pictures that nobody was about to use since a moment and that nothing uses: `usedOf` tells those of some that
   * something does. Answers how many it removed. It also clears away what killed servers left.
   */
  async removeUnused(
    moment: number,
    usedOf: (names: readonly string[]) => Promise<ReadonlySet<string>>,
    signal: AbortSignal,
  ): Promise<number> {
    await this.#folder.tidy(moment)
    const old = await this.#folder.untouchedSince(moment)
    let removed = 0
    for (let at = 0; at < old.length && !signal.aborted; at += mostAsked) {
      const asked = old.slice(at, at + mostAsked)
      const used = await usedOf(asked)
      for (const name of asked.filter((one) => !used.has(one))) {
        const isUsed = async (): Promise<boolean> => (await usedOf([name])).has(name)
        const isGone = await this.#turns.take(name, () => this.#folder.removeUnused(name, moment, isUsed))
        if (isGone) removed++
      }
    }
    return removed
  }

  async #store(name: string, picture: EncodedPicture): Promise<void> {
    const wanted = [...picture.values()].reduce((sum, { length }) => sum + length, 0)
    await mkdir(this.#folder.path, { recursive: true })
    const left = await this.#bytesLeft()
    if (left < wanted) throw new Failure("NO_SPACE", { wanted, left: Math.max(0, left) })
    await this.#folder.put(name, picture).catch((error: unknown) => {
      throw isOutOfSpace(error) ? new Failure("NO_SPACE", { wanted, left: 0 }, { cause: error }) : error
    })
  }

  async #bytesLeft(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder.path)
    return bavail * bsize - this.#settings.minFreeBytes
  }
}

/** A picture is called by the SHA-256 of its widest form. */
function nameOf(picture: EncodedPicture): string {
  const widest = picture.get(posterWidths[0])
  if (widest === undefined) throw new Error("a picture was not made in its widest form")
  return createHash("sha256").update(widest).digest("hex")
}

/** Reads a picture's bytes to their end; throws Failure IMAGE_TOO_LARGE as soon as there are too many. */
async function readPicture(bytes: PictureBytes, limit: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const some of bytes) {
    for (const part of Buffer.isBuffer(some) ? [some] : some) {
      length += part.length
      if (length > limit) throw new Failure("IMAGE_TOO_LARGE", { limit, unit: "bytes" })
      parts.push(part)
    }
  }
  return Buffer.concat(parts)
}
