import type { Readable } from "node:stream"
import { Failure } from "../../interface/failure.ts"
import { PeerGone } from "../../interface/film.ts"
import { Deadline } from "../deadline.ts"
import type { RequestBody } from "../dispatch.ts"

/**
 * The part of a form that has a request's film bytes. How many there are is announced in the request, and known only where the
 * part ends: so the last of them are handed out once it has ended there, and nobody takes a film for whole that isn't.
 */
export class FilePart implements RequestBody {
  readonly size: number
  readonly #part: Readable
  readonly #idleS: number
  #left: number
  #isWrong = false

  constructor(part: Readable, size: number, idleS: number) {
    this.#part = part
    this.size = size
    this.#left = size
    this.#idleS = idleS
  }

  /** Bytes that nobody has taken yet; none once it is known that there are others than those announced. */
  get bytesLeft(): number {
    return this.#isWrong ? 0 : this.#left
  }

  async *chunks(): AsyncGenerator<readonly Buffer[]> {
    let last: Buffer | undefined
    for (let chunk = await this.#next(); chunk !== undefined; chunk = await this.#next()) {
      if (chunk.length > this.#left) throw this.#wrong()
      this.#left -= chunk.length
      if (this.#left > 0) yield [chunk]
      else last = chunk
    }
    if (this.#left > 0) throw this.#wrong()
    if (last !== undefined) yield [last]
  }

  async discard(): Promise<void> {
    for await (const _ of this.chunks());
  }

  /** What has arrived, as soon as there is something; undefined at the end. */
  async #next(): Promise<Buffer | undefined> {
    for (;;) {
      const chunk: unknown = this.#part.read()
      if (Buffer.isBuffer(chunk)) return chunk
      if (this.#part.readableEnded) return undefined
      if (this.#part.destroyed) throw this.#gone()
      await this.#more()
    }
  }

  #more(): Promise<void> {
    const part = this.#part
    return new Promise((resolve, reject) => {
      const settle = (work: () => void) => (): void => {
        idle.clear()
        part.off("readable", more).off("end", more).off("close", more).off("error", broken)
        work()
      }
      const more = settle(resolve)
      const broken = settle(() => reject(this.#gone()))
      const idle = new Deadline(
        this.#idleS,
        settle(() => reject(new Failure("TIMED_OUT"))),
      )
      idle.start()
      part.on("readable", more).on("end", more).on("close", more).on("error", broken)
    })
  }

  #wrong(): Failure {
    this.#isWrong = true
    return new Failure("WRONG_SIZE", { size: this.size })
  }

  #gone(): PeerGone {
    return new PeerGone(`gone with ${this.#left} of ${this.size} film bytes to come`)
  }
}
