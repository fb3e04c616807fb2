import type { ReplyOf } from "../interface/protocol.ts"
import type { Connection } from "./connection/connection.ts"

/** A film, or a range of it, on its way: what the server said of it, and its bytes, which can be read once. */
export type Download = {
  readonly reply: ReplyOf<"download_movie"> & { readonly msg: string }
  /** Exactly `file_size` bytes as they arrive; leaving the loop early ends the connection. Throws ConnectionLost. */
  readonly film: AsyncIterable<Buffer>
  /** One to `most` of the bytes that are left, in several buffers; none at the end. Throws ConnectionLost. */
  take(most: number): Promise<Buffer[]>
  /** The same, out of memory that is used again: what it answers is good until the next call. */
  borrow(most: number): Promise<Buffer[]>
  /** Gives the film up, read or not. */
  cancel(): void
}

const mostTaken = 1024 * 1024

type Options = {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((bytes: number) => void) | undefined
}

/** The film bytes that follow a reply of download_movie; until they were read nothing else of the connection is. */
export class FilmDownload implements Download {
  readonly reply: Download["reply"]
  readonly film: AsyncIterable<Buffer>
  readonly #connection: Connection
  readonly #release: () => void
  readonly #options: Options
  readonly #abort = (): void => this.#connection.destroy()
  #left: number

  constructor(connection: Connection, reply: Download["reply"], release: () => void, options: Options) {
    this.reply = reply
    this.#connection = connection
    this.#release = release
    this.#options = options
    this.#left = reply.file_size
    this.film = this.#read()
    options.signal?.addEventListener("abort", this.#abort)
    if (options.signal?.aborted) this.#abort()
    if (this.#left === 0) this.#end()
  }

  take(most: number): Promise<Buffer[]> {
    return this.#take(most, (bytes, extraMs) => this.#connection.readChunks(bytes, extraMs))
  }

  borrow(most: number): Promise<Buffer[]> {
    return this.#take(most, (bytes, extraMs) => this.#connection.lendChunks(bytes, extraMs))
  }

  async #take(most: number, read: (bytes: number, extraMs: number) => Promise<Buffer[]>): Promise<Buffer[]> {
    if (this.#left === 0) return []
    const { signal, onProgress } = this.#options
    const { file_size: size, wait_time } = this.reply
    try {
      signal?.throwIfAborted()
      const extraMs = this.#left === size ? wait_time * 1000 : 0
      const chunks = await read(Math.min(most, this.#left), extraMs)
      for (const { length } of chunks) this.#left -= length
      onProgress?.(size - this.#left)
      if (this.#left === 0) this.#end()
      return chunks
    } catch (error) {
      this.cancel()
      signal?.throwIfAborted()
      throw error
    }
  }

  cancel(): void {
    if (this.#left > 0) this.#connection.destroy()
    this.#end()
  }

  #end(): void {
    this.#options.signal?.removeEventListener("abort", this.#abort)
    this.#release()
  }

  async *#read(): AsyncGenerator<Buffer> {
    try {
      while (this.#left > 0) yield* await this.take(mostTaken)
    } finally {
      this.cancel()
    }
  }
}
