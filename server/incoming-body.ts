import { Failure } from "../interface/failure.ts"
import { type IncomingFilm, PeerGone } from "../interface/film.ts"
import { Deadline } from "./deadline.ts"
import type { Inbox } from "./inbox.ts"

/** The film bytes that follow a request, of which whoever handles it may leave some: they still belong to the request. */
export class IncomingBody implements IncomingFilm {
  readonly size: number
  readonly #inbox: Inbox
  readonly #idleS: number
  #left: number

  constructor(inbox: Inbox, size: number, idleS: number) {
    this.#inbox = inbox
    this.size = size
    this.#left = size
    this.#idleS = idleS
  }

  /** Bytes that nobody has taken yet. */
  get bytesLeft(): number {
    return this.#left
  }

  async *chunks(): AsyncGenerator<readonly Buffer[]> {
    let isIdle = false
    const idle = new Deadline(this.#idleS, () => {
      isIdle = true
      this.#inbox.wake()
    })
    try {
      while (this.#left > 0) {
        const pieces = this.#inbox.takeBytes(this.#left)
        if (pieces.length === 0) {
          if (this.#inbox.hasEnded)
            throw new PeerGone(`gone with ${this.#left} of ${this.size} film bytes to come`)
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

  /** Reads the bytes that are left and throws them away; throws as `chunks` does. */
  async discard(): Promise<void> {
    for await (const _ of this.chunks());
  }
}
