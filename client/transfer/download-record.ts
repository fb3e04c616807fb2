import { Mutex } from "async-mutex"
import type { Download } from "../film-download.ts"
import { isRefusal } from "../refused.ts"
import { LinePlace } from "./line-place.ts"

/** The server's record of a download: its first request makes it, and all others name it, so that nobody waits twice. */
export class DownloadRecord {
  /** Its place in the line, where the server has one. */
  readonly place = new LinePlace()
  #id: number | undefined
  readonly #asking = new Mutex()
  readonly #remember: (id: number) => Promise<void>

  /** Goes on with a record of before; `remember` is told of a new one. */
  constructor(id: number | undefined, remember: (id: number) => Promise<void>) {
    this.#id = id
    this.#remember = remember
  }

  /** The record's number; undefined while there is none. */
  get id(): number | undefined {
    return this.#id
  }

  /** Asks for a range under this record; one that the server doesn't know (any more) is given up for a new one. */
  async ask(range: (download_id?: number) => Promise<Download>): Promise<Download> {
    const id = this.#id
    if (id === undefined) return this.#asking.runExclusive(() => this.#begin(range))
    try {
      return await range(id)
    } catch (error) {
      if (!isRefusal(error, "NO_SUCH_DOWNLOAD")) throw error
      if (this.#id === id) this.#id = undefined
      return this.#asking.runExclusive(() => this.#begin(range))
    }
  }

  async #begin(range: (download_id?: number) => Promise<Download>): Promise<Download> {
    // Whoever was first has made it meanwhile.
    if (this.#id !== undefined) return range(this.#id)
    const download = await range()
    this.#id = download.reply.download_id
    try {
      await this.#remember(this.#id)
      return download
    } catch (error) {
      download.cancel()
      throw error
    }
  }
}
