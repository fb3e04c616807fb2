import { type FileHandle, open } from "node:fs/promises"
import { basename } from "node:path"
import { sampledMd5 } from "../../interface/wire/sampled-md5.ts"
import { Trouble } from "../trouble.ts"
import { onFile } from "./file-trouble.ts"

const pieceBytes = 512 * 1024

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

  private constructor(path: string, handle: FileHandle, size: number, md5: string) {
    this.path = path
    this.#handle = handle
    this.size = size
    this.sampledMd5 = md5
  }

  /** Opens a file; throws Trouble where it can't be read, is no ordinary file or is empty. */
  static open(path: string): Promise<FilmFile> {
    return onFile(path, async () => {
      const handle = await open(path, "r")
      try {
        const stat = await handle.stat()
        if (!stat.isFile()) throw new Trouble("NOT_A_FILE", { path })
        if (stat.size === 0) throw new Trouble("EMPTY_FILE", { path })
        return new FilmFile(path, handle, stat.size, await sampledMd5Of(handle, stat.size))
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

  /** Its bytes, the next piece read while the last one is on its way; a piece is good until the next one is asked for. */
  async *bytes(): AsyncGenerator<Buffer> {
    let [current, next] = [Buffer.allocUnsafe(pieceBytes), Buffer.allocUnsafe(pieceBytes)]
    let position = 0
    let reading = this.#read(current, position)
    try {
      for (let piece = await reading; piece.length > 0; piece = await reading) {
        position += piece.length
        ;[current, next] = [next, current]
        reading = this.#read(current, position)
        yield piece
      }
    } finally {
      // The file must not be closed under a read that nobody waits for any more.
      await reading.catch(() => undefined)
    }
  }

  /** Ends the reading. */
  close(): Promise<void> {
    return this.#handle.close()
  }

  #read(into: Buffer, position: number): Promise<Buffer> {
    return onFile(this.path, async () => {
      const { bytesRead } = await this.#handle.read(into, 0, into.length, position)
      return into.subarray(0, bytesRead)
    })
  }
}
