import { pieceRange } from "../../interface/pieces/manifest.ts"
import type { Download } from "../film-download.ts"
import { orAborted } from "../or-aborted.ts"
import { isRefusal } from "../refused.ts"
import type { Remote } from "../remote.ts"
import { Trouble } from "../trouble.ts"
import type { DownloadOptions } from "./download-film.ts"
import type { DownloadRecord } from "./download-record.ts"
import type { FilmManifest } from "./fetch-manifest.ts"
import type { FilmPart } from "./film-part.ts"
import { keepTrying } from "./keep-trying.ts"
import type { Standing } from "./line-place.ts"
import { PieceQueue, type PieceRun } from "./piece-queue.ts"

/** A film whose pieces are fetched: what it is, where they go, and the server's record of it. */
export type Fetching = {
  readonly movieId: number
  readonly manifest: FilmManifest
  readonly part: FilmPart
  readonly record: DownloadRecord
}

/** Bytes written and hashed in one go. */
const mostBatchBytes = 1024 * 1024

/** Fetches the pieces that are missing. Throws what fetching one of them throws, when the others have ended. */
export async function fetchPieces(
  remote: Remote,
  fetching: Fetching,
  options: DownloadOptions,
): Promise<void> {
  const missing = fetching.part.missing()
  const laneCount = Math.min(options.connections ?? 1, missing.length)
  if (laneCount === 0) return
  const others = Array.from({ length: laneCount - 1 }, () => remote.another())
  const fetcher = new PieceFetcher(fetching, missing, laneCount, options)
  const lanes = [remote, ...others].map((each) => fetcher.run(each))
  try {
    await Promise.all(lanes)
  } finally {
    await Promise.allSettled(lanes)
    await Promise.all(others.map((other) => other.close()))
  }
}

class PieceFetcher {
  readonly #fetching: Fetching
  readonly #options: DownloadOptions
  readonly #queue: PieceQueue
  /** Ends the lanes: one has failed for good, or everything is here. */
  readonly #ended = new AbortController()
  readonly #signal: AbortSignal
  #lanes: number
  #missing: number
  #hereBytes: number
  /** Bytes that came of pieces that are not verified yet, by connection. */
  readonly #onTheWay = new Map<Remote, number>()

  constructor(fetching: Fetching, missing: readonly number[], lanes: number, options: DownloadOptions) {
    this.#fetching = fetching
    this.#options = options
    this.#queue = new PieceQueue(missing, lanes)
    this.#lanes = lanes
    this.#missing = missing.length
    this.#hereBytes = fetching.part.verifiedBytes
    const { signal } = options
    this.#signal = signal === undefined ? this.#ended.signal : AbortSignal.any([signal, this.#ended.signal])
  }

  /** Fetches one run of pieces after the other until none is missing. */
  async run(remote: Remote): Promise<void> {
    const patience = { ...this.#options, signal: this.#signal }
    try {
      await keepTrying(remote, patience, async (progressed) => {
        while (this.#missing > 0) await this.#fetchRun(remote, await this.#nextRun(), progressed)
      })
    } catch (error) {
      if (this.#missing === 0) return
      this.#lanes--
      // Where some connections can be had, those do for all.
      if (this.#lanes > 0 && isUnreachable(error)) return
      this.#ended.abort(error)
      throw error
    }
  }

  /** Waits where others have all that is missing: what they fail at comes back. */
  async #nextRun(): Promise<PieceRun> {
    for (;;) {
      const run = this.#queue.take()
      if (run !== undefined) return run
      await orAborted(this.#queue.cameBack, this.#signal)
    }
  }

  async #fetchRun(remote: Remote, { first, count }: PieceRun, progressed: () => void): Promise<void> {
    const { part, manifest } = this.#fetching
    let download: Download | undefined
    let next = first
    try {
      download = await this.#ask(remote, { first, count }, progressed)
      for (; next < first + count; next++) {
        const { length } = pieceRange(next, manifest.size, manifest.pieceBytes)
        if (await part.write(next, this.#bytes(remote, download, length))) this.#verified(length)
        else this.#queue.putBackDamaged(next)
        this.#tell(remote, 0)
        progressed()
      }
    } finally {
      download?.cancel()
      this.#tell(remote, 0)
      for (; next < first + count; next++) this.#queue.putBack(next)
    }
  }

  async #ask(remote: Remote, { first, count }: PieceRun, progressed: () => void): Promise<Download> {
    const { movieId, manifest, record } = this.#fetching
    const { size, pieceBytes, contentId } = manifest
    const offset = first * pieceBytes
    const length = Math.min(count * pieceBytes, size - offset)
    const range = { movie_id: movieId, offset, length, content_id: contentId }
    const onQueued = (standing: Standing): void => {
      progressed()
      this.#options.onQueued?.(standing)
    }
    const download = await record.ask((download_id) =>
      record.place.ask(remote, download_id === undefined ? range : { ...range, download_id }, {
        signal: this.#signal,
        onQueued,
      }),
    )
    this.#options.onTurn?.()
    const { file_size, content_id, wait_time } = download.reply
    if (file_size !== length || content_id !== contentId) {
      download.cancel()
      throw new Trouble("NOT_REELWIRE")
    }
    if (wait_time > 0) this.#options.onWait?.(wait_time)
    return download
  }

  async *#bytes(remote: Remote, download: Download, length: number): AsyncGenerator<Buffer[]> {
    const { limit } = this.#options
    for (let done = 0; done < length; ) {
      const chunks = await download.borrow(Math.min(length - done, limit?.mostBytes ?? mostBatchBytes))
      const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
      done += bytes
      await limit?.take(bytes, this.#signal)
      this.#tell(remote, done)
      yield chunks
    }
  }

  #verified(bytes: number): void {
    this.#hereBytes += bytes
    this.#missing--
    if (this.#missing === 0) this.#ended.abort()
  }

  #tell(remote: Remote, bytes: number): void {
    this.#onTheWay.set(remote, bytes)
    let total = this.#hereBytes
    for (const onTheWay of this.#onTheWay.values()) total += onTheWay
    this.#options.onProgress?.(total)
  }
}

function isUnreachable(error: unknown): boolean {
  if (isRefusal(error, "TOO_MANY_CONNECTIONS")) return true
  return error instanceof Trouble && (error.code === "CONNECTION_LOST" || error.code === "CANNOT_CONNECT")
}
