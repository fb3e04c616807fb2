import type { BigIntStats } from "node:fs"
import { type FileHandle, open } from "node:fs/promises"
import { basename } from "node:path"
import { sampledMd5 } from "../../interface/wire/sampled-md5.ts"
import { Trouble } from "../trouble.ts"
import { onFile } from "./file-trouble.ts"

/** The sampled md5 of an open file of `size` bytes. */
export function sampledMd5Of(handle: FileHandle, size: number): Promise<string> {
  return sampledMd5(size, async (offset, length) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset)
    return buffer.subarray(0, bytesRead)
  })
}

/** A file to upload, open and looked at. */
export class FilmFile {
  readonly path: string
  /** Bytes, as they were when it was opened. */
  readonly size: number
  readonly sampledMd5: string
  readonly #handle: FileHandle
  readonly #opened: BigIntStats

  private constructor(path: string, handle: FileHandle, opened: BigIntStats, md5: string) {
    this.path = path
    this.#handle = handle
    this.#opened = opened
    this.size = Number(opened.size)
    this.sampledMd5 = md5
  }

  /** Opens a file; throws Trouble where it can't be read, is no ordinary file or is empty. */
  static open(path: string): Promise<FilmFile> {
    return onFile(path, async () => {
      const handle = await open(path, "r")
      try {
        const stat = await handle.stat({ bigint: true })
        if (!stat.isFile()) throw new Trouble("NOT_A_FILE", { path })
        if (stat.size === 0n) throw new Trouble("EMPTY_FILE", { path })
        return new FilmFile(path, handle, stat, await sampledMd5Of(handle, Number(stat.size)))
      } catch (error) {
        await handle.close()
        throw error
      }
    })
  }

  /** The file's name without its folder. */
  get name(): string {
    return basename(this.path)
  }

  /** Fills a buffer from a place in the file; throws Trouble FILM_CHANGED where the file has become shorter. */
  read(into: Buffer, position: number): Promise<void> {
    return onFile(this.path, async () => {
      for (let done = 0; done < into.length; ) {
        const { bytesRead } = await this.#handle.read(into, done, into.length - done, position + done)
        if (bytesRead === 0) throw new Trouble("FILM_CHANGED")
        done += bytesRead
      }
    })
  }

  /** Throws Trouble FILM_CHANGED where the file was written to since it was opened. */
  checkUnchanged(): Promise<void> {
    return onFile(this.path, async () => {
      const { size, mtimeNs } = await this.#handle.stat({ bigint: true })
      if (size !== this.#opened.size || mtimeNs !== this.#opened.mtimeNs) throw new Trouble("FILM_CHANGED")
    })
  }

  /** Ends the reading. */
  close(): Promise<void> {
    return this.#handle.close()
  }
}
