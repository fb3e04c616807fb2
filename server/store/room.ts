import { open, readdir, stat, statfs } from "node:fs/promises"
import { join } from "node:path"
import { Mutex } from "async-mutex"
import { Failure } from "../../interface/failure.ts"
import { reserveBytes } from "./fallocate.ts"
import { isNotThere, isOutOfSpace, removeFiles } from "./move.ts"

/** Bytes of a block as `stat` counts them. */
const blockBytes = 512

/** What Linux calls the file system that lies in memory. */
const tmpfsType = 0x01021994

/** Room promised to a film that is coming in. */
export type Promised = {
  /** Tells that so many of its bytes are on the disk now. */
  written(bytes: number): void
  /** Gives back what is left of it. */
  end(): void
}

/** The room that a disk has for films: what is free, less what has been promised and must stay free. */
export class Room {
  readonly #unfinished: string
  readonly #minFreeBytes: number
  readonly #mutex = new Mutex()
  /** Bytes that films coming in at one go have yet to write. */
  #promisedBytes = 0

  constructor(unfinished: string, minFreeBytes: number) {
    this.#unfinished = unfinished
    this.#minFreeBytes = minFreeBytes
  }

  /** Promises room for a film that comes in at one go; throws Failure NO_SPACE where others have it or the disk hasn't. */
  promise(bytes: number): Promise<Promised> {
    return this.#mutex.runExclusive(async () => {
      await this.#check(bytes)
      let left = bytes
      this.#promisedBytes += left
      const give = (given: number): void => {
        left -= given
        this.#promisedBytes -= given
      }
      return { written: give, end: () => give(left) }
    })
  }

  /**
   * Makes a file of so many bytes and reserves them on the disk; where the file system can't, or is memory, they are counted as long as
   * the file has not got them. Throws Failure NO_SPACE.
   */
  reserve(path: string, bytes: number): Promise<void> {
    return this.#mutex.runExclusive(async () => {
      await this.#check(bytes)
      await reserveFile(path, bytes).catch(async (error: unknown) => {
        await removeFiles(path)
        throw isOutOfSpace(error) ? await this.refusal(bytes, error) : error
      })
    })
  }

  /** Failure NO_SPACE for a film of so many bytes. */
  async refusal(wanted: number, cause?: unknown): Promise<Failure> {
    return new Failure("NO_SPACE", { wanted, left: await this.freeBytes() }, { cause })
  }

  /** Bytes that nobody has been promised and that need not stay free. */
  async freeBytes(): Promise<number> {
    return Math.max(0, await this.#bytesLeft())
  }

  async #check(wanted: number): Promise<void> {
    if ((await this.#bytesLeft()) < wanted) throw await this.refusal(wanted)
  }

  async #bytesLeft(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#unfinished)
    return bavail * bsize - this.#minFreeBytes - this.#promisedBytes - (await this.#bytesToCome())
  }

  /** What the files of unfinished uploads have yet to take from the disk. */
  async #bytesToCome(): Promise<number> {
    let bytes = 0
    for (const entry of await readdir(this.#unfinished)) {
      const found = await stat(join(this.#unfinished, entry)).catch((error: unknown) => {
        if (!isNotThere(error)) throw error
      })
      if (found !== undefined) bytes += Math.max(0, found.size - found.blocks * blockBytes)
    }
    return bytes
  }
}

async function reserveFile(path: string, bytes: number): Promise<void> {
  const file = await open(path, "a+")
  try {
    // In memory it would cost as much as writing: there the bytes are counted.
    const isInMemory = (await statfs(path)).type === tmpfsType
    if (isInMemory || !(await reserveBytes(file.fd, bytes))) await file.truncate(bytes)
  } finally {
    await file.close()
  }
}
