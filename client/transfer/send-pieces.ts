import { Refused } from "../refused.ts"
import type { Remote } from "../remote.ts"
import { Trouble } from "../trouble.ts"
import type { FilmFile } from "./film-file.ts"
import { keepTrying } from "./keep-trying.ts"
import type { OwnPieces } from "./own-pieces.ts"
import { PieceReader } from "./piece-reader.ts"
import type { RateLimit } from "./rate-limit.ts"
import type { UploadOptions } from "./upload-film.ts"

/** An upload, and the hashes of the pieces that the server has of it. */
type Begun = { readonly upload_id: number; readonly there: readonly (string | null)[] }

/** Pieces under way on the only connection: while one's reply is awaited the next is sent, and another read and hashed. */
const lanesOfOne = 3
/** Pieces under way on each of several connections, which make up for each other's waits. */
const lanesOfEach = 2
/** Memory for pieces; where they would take more together, each is read a second time when it is sent. */
const mostMemoryBytes = 48 * 1024 * 1024
/** How often a piece is sent again that arrived damaged. */
const mostDamaged = 5

/** Sends the pieces that the server doesn't have, several at a time. Throws what sending one throws, when the others have ended. */
export async function sendPieces(
  remote: Remote,
  file: FilmFile,
  own: OwnPieces,
  begun: Begun,
  options: UploadOptions,
): Promise<void> {
  const others = Array.from({ length: (options.connections ?? 1) - 1 }, () => remote.another())
  const remotes = [remote, ...others]
  const wanted = remotes.length === 1 ? lanesOfOne : remotes.length * lanesOfEach
  const laneCount = Math.min(wanted, own.count)
  const memoryBytes = own.pieceBytes * laneCount <= mostMemoryBytes ? own.pieceBytes : 0
  const failed = new AbortController()
  const signals = [failed.signal, ...(options.signal === undefined ? [] : [options.signal])]
  const sender = new PieceSender(own, begun, { ...options, signal: AbortSignal.any(signals) })
  const lanes = Array.from({ length: laneCount }, async (_, lane) => {
    const reader = new PieceReader(file, Math.min(memoryBytes, file.size))
    await sender.run(remotes[lane % remotes.length] ?? remote, reader, lane)
  })
  try {
    await Promise.all(lanes)
  } catch (error) {
    failed.abort(error)
    throw error
  } finally {
    await Promise.allSettled(lanes)
    await Promise.all(others.map((other) => other.close()))
  }
}

class PieceSender {
  readonly #own: OwnPieces
  readonly #begun: Begun
  readonly #options: UploadOptions
  #next = 0
  #doneBytes = 0
  /** Bytes that each lane has sent of a piece that isn't known to be there yet. */
  readonly #onTheWay = new Map<number, number>()

  constructor(own: OwnPieces, begun: Begun, options: UploadOptions) {
    this.#own = own
    this.#begun = begun
    this.#options = options
  }

  /** Takes one piece after the other until none is left. */
  async run(remote: Remote, reader: PieceReader, lane: number): Promise<void> {
    while (this.#next < this.#own.count) {
      this.#options.signal?.throwIfAborted()
      const piece = this.#next++
      const range = this.#own.rangeOf(piece)
      let hash = this.#own.hashOf(piece)
      if (hash === undefined) {
        this.#own.learn(piece, await reader.hash(range))
        hash = this.#own.hashOf(piece) ?? ""
      }
      if (this.#begun.there[piece] !== hash) await this.#sendWhole(remote, reader, lane, piece, hash)
      this.#doneBytes += range.length
      this.#tell(lane, 0)
    }
  }

  async #sendWhole(
    remote: Remote,
    reader: PieceReader,
    lane: number,
    piece: number,
    hash: string,
  ): Promise<void> {
    for (let damaged = 0; ; ) {
      try {
        return await this.#send(remote, reader, lane, piece, hash)
      } catch (error) {
        const isDamaged = error instanceof Refused && error.code === "WRONG_PIECE"
        if (!isDamaged || ++damaged > mostDamaged) throw error
        // Damaged on its way, or no more what was hashed.
        const now = await reader.hash(this.#own.rangeOf(piece))
        if (now.toString("hex") !== hash) throw new Trouble("FILM_CHANGED", {}, { cause: error })
      }
    }
  }

  async #send(remote: Remote, reader: PieceReader, lane: number, piece: number, hash: string): Promise<void> {
    const { signal, limit } = this.#options
    const range = this.#own.rangeOf(piece)
    const request = { upload_id: this.#begun.upload_id, piece, hash, file_size: range.length }
    const onProgress = (bytes: number): void => this.#tell(lane, bytes)
    await keepTrying(remote, this.#options, async () => {
      this.#tell(lane, 0)
      const bytes = reader.bytes(range)
      const source = limit === undefined ? bytes : paced(bytes, limit, signal)
      await remote.sendPiece(request, source, { signal, onProgress })
    })
  }

  #tell(lane: number, bytes: number): void {
    this.#onTheWay.set(lane, bytes)
    let total = this.#doneBytes
    for (const sent of this.#onTheWay.values()) total += sent
    this.#options.onProgress?.(total)
  }
}

async function* paced(
  source: AsyncIterable<Buffer>,
  limit: RateLimit,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; at += limit.mostBytes) {
      const some = bytes.subarray(at, at + limit.mostBytes)
      await limit.take(some.length, signal)
      yield some
    }
  }
}
