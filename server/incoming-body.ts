import type { FileHandle } from "node:fs/promises"
import { Failure } from "../interface/failure.ts"
import { type IncomingFilm, PeerGone } from "../interface/film.ts"
import { writePieces } from "../interface/pieces/write-pieces.ts"
import { Deadline } from "./deadline.ts"
import type { Inbox } from "./inbox.ts"
import { openIntake } from "./receiving/intake.ts"
import { takeFrom } from "./receiving/take-from.ts"

/** Below this the thread that reads by itself is not worth its beginning. */
const leastForThread = 256 * 1024

/** The film bytes that follow a request, of which whoever handles it may leave some: they still belong to the request. */
export class IncomingBody implements IncomingFilm {
  readonly size: number
  readonly #inbox: Inbox
  readonly #idleS: number
  readonly #mayUseThread: boolean
  #left: number
  /** Nobody knows how many bytes of it the socket has given. */
  #isLost = false

  constructor(inbox: Inbox, size: number, idleS: number, mayUseThread: boolean) {
    this.#inbox = inbox
    this.size = size
    this.#left = size
    this.#idleS = idleS
    this.#mayUseThread = mayUseThread && size >= leastForThread
    // From here on the thread reads, once it is known where the bytes belong.
    if (this.#mayUseThread && inbox.bufferedBytes < size) inbox.hold()
  }

  /** Bytes that nobody has taken yet. */
  get bytesLeft(): number {
    return this.#left
  }

  async *chunks(): AsyncGenerator<readonly Buffer[]> {
    if (this.#isLost) throw this.#gone()
    let isIdle = false
    const idle = new Deadline(this.#idleS, () => {
      isIdle = true
      this.#inbox.wake()
    })
    try {
      while (this.#left > 0) {
        const pieces = this.#inbox.takeBytes(this.#left)
        if (pieces.length === 0) {
          if (this.#inbox.hasEnded) throw this.#gone()
          idle.start()
          await this.#inbox.more()
          idle.clear()
          if (isIdle) throw new Failure("TIMED_OUT")
          continue
        }
        for (const { length } of pieces) this.#left -= length
        yield pieces
      }
    } finally {
      idle.clear()
    }
  }

  async copyTo(
    file: FileHandle,
    offset: number,
    pieceBytes: number,
    written?: (bytes: number) => void,
  ): Promise<Buffer> {
    const intake = this.#mayUseThread ? await openIntake() : undefined
    const wish = { file: file.fd, offset, length: this.#left, pieceBytes, idleMs: this.#idleS * 1000 }
    const taking = intake && takeFrom(this.#inbox, intake, wish, written)
    if (taking === undefined) return writePieces(file, offset, pieceBytes, this.chunks(), written)
    const { bytes, hashes, problem } = await taking
    if (bytes === undefined) this.#isLost = true
    else this.#left -= bytes
    if (problem === undefined) return hashes
    if (problem === "idle") throw new Failure("TIMED_OUT")
    if (problem === "ended" || problem === "cancelled" || problem.code === "ECONNRESET") throw this.#gone()
    throw Object.assign(new Error(`${problem.call} failed: ${problem.code}`), problem)
  }

  /** Reads the bytes that are left and throws them away; throws as `chunks` does. */
  async discard(): Promise<void> {
    for await (const _ of this.chunks());
  }

  #gone(): PeerGone {
    return new PeerGone(`gone with ${this.#left} of ${this.size} film bytes to come`)
  }
}
