import { isRefusal } from "../refused.ts"
import type { Remote } from "../remote.ts"
import { Trouble } from "../trouble.ts"
import type { FilmFile } from "./film-file.ts"
import { keepTrying } from "./keep-trying.ts"
import type { OwnPieces } from "./own-pieces.ts"
import { PieceReader } from "./piece-reader.ts"
import type { RateLimit } from "./rate-limit.ts"
import type { UploadOptions } from "./upload-film.ts"

/** An upload: the file's pieces, those of them that are to be sent, and the bytes of the others. */
type Sending = {
  readonly upload_id: number
  readonly own: OwnPieces
  readonly missing: readonly number[]
  readonly thereBytes: number
}

/** Pieces under way on the only connection: while one's reply is awaited the next is sent, and another read and hashed. */
const lanesOfOne = 3
/** Pieces under way on each of several connections, which make up for each other's waits. */
const lanesOfEach = 2
/** Memory for pieces; where they would take more together, each is read a second time when it is sent. */
const mostMemoryBytes = 48 * 1024 * 1024
/** How often a piece is sent again that arrived damaged. */
const mostDamaged = 5

/** Sends pieces, several at a time. Throws what sending one throws, when the others have ended. */
export async function sendPieces(
  remote: Remote,
  file: FilmFile,
  sending: Sending,
  options: UploadOptions,
): Promise<void> {
  const { own, missing } = sending
  const connections = Math.min(options.connections ?? 1, missing.length)
  const others = Array.from({ length: connections - 1 }, () => remote.another())
  const wanted = connections === 1 ? lanesOfOne : connections * lanesOfEach
  const laneCount = Math.min(wanted, missing.length)
  const memoryBytes = own.pieceBytes * laneCount <= mostMemoryBytes ? Math.min(own.pieceBytes, file.size) : 0
  const failed = new AbortController()
  const signals = [failed.signal, ...(options.signal === undefined ? [] : [options.signal])]
  const sender = new PieceSender(sending, { ...options, signal: AbortSignal.any(signals) })
  const remotes = [remote, ...others]
  const lanes = Array.from({ length: laneCount }, async (_, lane) => {
    const through = remotes[lane % connections] ?? remote
    if (through === remote || (await isLetIn(through, options.signal)))
      await sender.run(through, new PieceReader(file, memoryBytes))
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
  readonly #sending: Sending
  readonly #options: UploadOptions
  readonly #missing: number[]
  #thereBytes: number
  /** Bytes that were sent of pieces that aren't known to be there yet. */
  readonly #onTheWay = new Map<number, number>()

  constructor(sending: Sending, options: UploadOptions) {
    this.#sending = sending
    this.#options = options
    this.#missing = [...sending.missing]
    this.#thereBytes = sending.thereBytes
  }

  /** Sends one piece after the other until none is left. */
  async run(remote: Remote, reader: PieceReader): Promise<void> {
    const { own } = this.#sending
    for (let piece = this.#missing.shift(); piece !== undefined; piece = this.#missing.shift()) {
      this.#options.signal?.throwIfAborted()
      if (own.hashOf(piece) === undefined) own.learn(piece, await reader.hash(own.rangeOf(piece)))
      await this.#sendWhole(remote, reader, piece)
      this.#thereBytes += own.rangeOf(piece).length
      this.#tell(piece, 0)
    }
  }

  async #sendWhole(remote: Remote, reader: PieceReader, piece: number): Promise<void> {
    const { own } = this.#sending
    for (let damaged = 0; ; ) {
      try {
        return await this.#send(remote, reader, piece)
      } catch (error) {
        if (!isRefusal(error, "WRONG_PIECE") || ++damaged > mostDamaged) throw error
        // Damaged on its way, or no more what was hashed.
        const now = await reader.hash(own.rangeOf(piece))
        if (now.toString("hex") !== own.hashOf(piece)) throw new Trouble("FILM_CHANGED", {}, { cause: error })
      }
    }
  }

  async #send(remote: Remote, reader: PieceReader, piece: number): Promise<void> {
    const { signal, limit } = this.#options
    const { upload_id, own } = this.#sending
    const range = own.rangeOf(piece)
    const request = { upload_id, piece, hash: own.hashOf(piece) ?? "", file_size: range.length }
    const onProgress = (bytes: number): void => this.#tell(piece, bytes)
    await keepTrying(remote, this.#options, async () => {
      this.#tell(piece, 0)
      const bytes = reader.bytes(range)
      const source = limit === undefined ? bytes : paced(bytes, limit, signal)
      await remote.sendPiece(request, source, { signal, onProgress })
    })
  }

  #tell(piece: number, bytes: number): void {
    if (bytes === 0) this.#onTheWay.delete(piece)
    else this.#onTheWay.set(piece, bytes)
    let total = this.#thereBytes
    for (const sent of this.#onTheWay.values()) total += sent
    this.#options.onProgress?.(total)
  }
}

/** Whether the server has room for one more connection, asked with little: film bytes on their way would drown its no. */
async function isLetIn(remote: Remote, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await remote.call("ping", {}, { signal })
    return true
  } catch {
    signal?.throwIfAborted()
    return false
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
