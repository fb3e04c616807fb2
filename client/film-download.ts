import type { ReplyOf } from "../interface/protocol.ts"
import type { Connection } from "./connection/connection.ts"

/** A film on its way: what the server said of it, and its bytes, which can be read once. */
export type Download = {
  readonly reply: ReplyOf<"download_movie"> & { readonly msg: string }
  /** Exactly `file_size` bytes as they arrive; leaving the loop early ends the connection. Throws ConnectionLost. */
  readonly film: AsyncIterable<Buffer>
  /** Gives the film up, read or not. */
  cancel(): void
}

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
  #left: number

  constructor(connection: Connection, reply: Download["reply"], release: () => void, options: Options) {
    this.reply = reply
    this.#connection = connection
    this.#release = release
    this.#options = options
    this.#left = reply.file_size
    this.film = this.#read()
    if (this.#left === 0) release()
  }

  cancel(): void {
    if (this.#left > 0) this.#connection.destroy()
    this.#release()
  }

  async *#read(): AsyncGenerator<Buffer> {
    const { signal, onProgress } = this.#options
    const size = this.reply.file_size
    const abort = (): void => this.#connection.destroy()
    signal?.addEventListener("abort", abort)
    try {
      while (this.#left > 0) {
        signal?.throwIfAborted()
        const extraMs = this.#left === size ? this.reply.wait_time * 1000 : 0
        const bytes = await this.#connection.readBytes(this.#left, extraMs)
        this.#left -= bytes.length
        onProgress?.(size - this.#left)
        yield bytes
      }
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    } finally {
      signal?.removeEventListener("abort", abort)
      this.cancel()
    }
  }
}
