import type { Download } from "../film-download.ts"
import type { Remote } from "../remote.ts"
import type { DownloadRecord } from "../transfer/download-record.ts"
import { keepTrying, type Patience } from "../transfer/keep-trying.ts"
import { ConnectionLost } from "../trouble.ts"
import type { ByteRange } from "./byte-range.ts"

/** A film that is read here and there: what the server said of it. */
export type OpenFilm = {
  readonly movieId: number
  readonly name: string
  readonly size: number
  /** Null where the server has not worked it out yet. */
  readonly contentId: string | null
}

const mostBatchBytes = 256 * 1024
/** How often in a row a range may break off before its first byte. */
const mostEmpty = 5

/** A film of the server as bytes from anywhere, several ranges at a time, all of them under one record. */
export class FilmSource {
  readonly film: OpenFilm
  readonly #remote: Remote
  readonly #record: DownloadRecord
  readonly #patience: Patience
  /** Connections of before that nobody reads from. */
  readonly #idle: Remote[] = []
  readonly #all: Remote[] = []

  constructor(remote: Remote, film: OpenFilm, record: DownloadRecord, patience: Patience) {
    this.#remote = remote
    this.film = film
    this.#record = record
    this.#patience = patience
  }

  /**
   * The bytes of a range; a lost connection is made again. Ends the range's connection at once where it is left early, or the
   * signal is aborted. Throws what Remote.download throws.
   */
  async *bytes(range: ByteRange, signal: AbortSignal): AsyncGenerator<Buffer> {
    const remote = this.#idle.pop() ?? this.#another()
    try {
      let empty = 0
      for (let done = 0; done < range.length; ) {
        const before = done
        const rest = { offset: range.offset + done, length: range.length - done }
        const download = await this.#ask(remote, rest, signal)
        try {
          for (let chunks = await download.take(mostBatchBytes); chunks.length > 0; ) {
            for (const chunk of chunks) done += chunk.length
            yield* chunks
            chunks = await download.take(mostBatchBytes)
          }
        } catch (error) {
          // A server ends a connection whose player makes a pause.
          empty = done > before ? 0 : empty + 1
          if (!(error instanceof ConnectionLost) || empty === mostEmpty) throw error
        } finally {
          download.cancel()
        }
      }
    } finally {
      this.#idle.push(remote)
    }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await this.#record.place.leave(this.#remote)
    await Promise.all(this.#all.map((each) => each.close()))
  }

  #another(): Remote {
    const remote = this.#remote.another()
    this.#all.push(remote)
    return remote
  }

  #ask(remote: Remote, { offset, length }: ByteRange, signal: AbortSignal): Promise<Download> {
    const { movieId: movie_id, contentId } = this.film
    const range = { movie_id, offset, length, ...(contentId === null ? {} : { content_id: contentId }) }
    return keepTrying(remote, { ...this.#patience, signal }, () =>
      this.#record.ask((download_id) =>
        this.#record.place.ask(remote, download_id === undefined ? range : { ...range, download_id }, {
          signal,
        }),
      ),
    )
  }
}
