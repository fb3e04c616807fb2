import type { Readable } from "node:stream"
import { Failure } from "../../interface/failure.ts"
import type { RequestBody } from "../dispatch.ts"
import { PartReader } from "./part-reader.ts"

/**
 * The part of a form that has a request's film bytes. How many there are is announced in the request, and known only where the
 * part ends: so the last of them are handed out once it has ended there, and nobody takes a film for whole that isn't.
 */
export class FilePart implements RequestBody {
  readonly size: number
  readonly #part: PartReader
  #left: number
  #isWrong = false

  constructor(part: Readable, size: number, idleS: number) {
    this.#part = new PartReader(part, idleS)
    this.size = size
    this.#left = size
  }

  /** Bytes that nobody has taken yet; none once it is known that there are others than those announced. */
  get bytesLeft(): number {
    return this.#isWrong ? 0 : this.#left
  }

  async *chunks(): AsyncGenerator<readonly Buffer[]> {
    let last: Buffer | undefined
    for (let chunk = await this.#part.next(); chunk !== undefined; chunk = await this.#part.next()) {
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

  #wrong(): Failure {
    this.#isWrong = true
    return new Failure("WRONG_SIZE", { size: this.size })
  }
}
