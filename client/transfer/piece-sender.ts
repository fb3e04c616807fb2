import type { PieceRange } from "../../interface/pieces/manifest.ts"
import type { RequestOf } from "../../interface/protocol.ts"
import { isRefusal } from "../refused.ts"
import { Trouble } from "../trouble.ts"
import type { Sending } from "./film-upload.ts"

// Runs in a browser too: nothing of Node here.

/** One of the ways on which pieces are sent at the same time, one after the other each. */
export type Lane = {
  /** BLAKE3, in hexadecimal, of a part of the file. */
  hash(range: PieceRange): Promise<string>
  /** Sends a piece, and keeps trying while the connection is lost; tells how many bytes of it are on their way. */
  send(
    request: RequestOf<"send_piece">,
    range: PieceRange,
    onProgress: (bytes: number) => void,
  ): Promise<unknown>
}

type Options = {
  readonly signal: AbortSignal
  /** Told how many of the film's bytes the server has. */
  readonly onProgress?: ((bytes: number) => void) | undefined
}

/** How often a piece is sent again that arrived damaged. */
const mostDamaged = 5

/** Hands out the missing pieces of an upload to lanes, and counts what has arrived. */
export class PieceSender {
  readonly #sending: Sending
  readonly #options: Options
  readonly #missing: number[]
  #thereBytes: number
  /** Bytes that were sent of pieces that aren't known to be there yet. */
  readonly #onTheWay = new Map<number, number>()

  constructor(sending: Sending, options: Options) {
    this.#sending = sending
    this.#options = options
    this.#missing = [...sending.missing]
    this.#thereBytes = sending.thereBytes
  }

  /** Sends one piece after the other until none is left. */
  async run(lane: Lane): Promise<void> {
    const { own } = this.#sending
    for (let piece = this.#missing.shift(); piece !== undefined; piece = this.#missing.shift()) {
      this.#options.signal.throwIfAborted()
      if (own.hashOf(piece) === undefined) own.learn(piece, await lane.hash(own.rangeOf(piece)))
      await this.#sendWhole(lane, piece)
      this.#thereBytes += own.rangeOf(piece).length
      this.#tell(piece, 0)
    }
  }

  async #sendWhole(lane: Lane, piece: number): Promise<void> {
    const { upload_id, own } = this.#sending
    const range = own.rangeOf(piece)
    const request = { upload_id, piece, hash: own.hashOf(piece) ?? "", file_size: range.length }
    for (let damaged = 0; ; ) {
      try {
        await lane.send(request, range, (bytes) => this.#tell(piece, bytes))
        return
      } catch (error) {
        if (!isRefusal(error, "WRONG_PIECE") || ++damaged > mostDamaged) throw error
        // Damaged on its way, or no more what was hashed.
        if ((await lane.hash(range)) !== request.hash) throw new Trouble("FILM_CHANGED", {}, { cause: error })
      }
    }
  }

  #tell(piece: number, bytes: number): void {
    if (bytes === 0) this.#onTheWay.delete(piece)
    else this.#onTheWay.set(piece, bytes)
    let total = this.#thereBytes
    for (const sent of this.#onTheWay.values()) total += sent
    this.#options.onProgress?.(total)
  }
}
