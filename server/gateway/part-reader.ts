import type { Readable } from "node:stream"
import { Failure } from "../../interface/failure.ts"
import { Deadline } from "../deadline.ts"
import { brokenBody } from "./broken-body.ts"

/** Reads the part of a form no faster than somebody takes it, and waits so many seconds for something to come. */
export class PartReader {
  readonly #part: Readable
  readonly #idleS: number

  constructor(part: Readable, idleS: number) {
    this.#part = part
    this.#idleS = idleS
  }

  /** What has arrived, as soon as there is something; undefined at the end. Throws PeerGone, or Failure BAD_REQUEST or TIMED_OUT. */
  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const chunk: unknown = this.#part.read()
      if (Buffer.isBuffer(chunk)) return chunk
      if (this.#part.readableEnded) return undefined
      if (this.#part.destroyed) throw brokenBody(this.#part.errored)
      await this.#more()
    }
  }

  /** All of it. */
  async *chunks(): AsyncGenerator<Buffer> {
    for (let chunk = await this.next(); chunk !== undefined; chunk = await this.next()) yield chunk
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
      const broken = (error: Error): void => settle(() => reject(brokenBody(error)))()
      const idle = new Deadline(
        this.#idleS,
        settle(() => reject(new Failure("TIMED_OUT"))),
      )
      idle.start()
      part.on("readable", more).on("end", more).on("close", more).on("error", broken)
    })
  }
}
