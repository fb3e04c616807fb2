const prefixBytes = 4

/**
 * Counts replies that all look like the first one, without parsing them: each has its length and its first four bytes, which
 * in a frame are the length itself. A reply of another length shifts the next one's first bytes, so it does not go unseen.
 */
export class ReplyCounter {
  readonly #first: Buffer
  #position = 0

  constructor(first: Buffer) {
    this.#first = first
  }

  /** How many replies end in the first `length` bytes of `chunk`; throws where they are not what they should be. */
  count(chunk: Buffer, length: number): number {
    let replies = 0
    for (let at = 0; at < length; ) {
      while (this.#position < prefixBytes && at < length) {
        if (chunk[at++] !== this.#first[this.#position++])
          throw new Error("a reply differs from the first one")
      }
      const step = Math.min(this.#first.length - this.#position, length - at)
      this.#position += step
      at += step
      if (this.#position === this.#first.length) {
        this.#position = 0
        replies++
      }
    }
    return replies
  }
}
