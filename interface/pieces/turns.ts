/** Lets work on the same thing happen one after the other, and work on different things at once. */
export class Turns<Key> {
  /** The last work on each thing, until it has ended. */
  readonly #last = new Map<Key, Promise<unknown>>()

  /** Does `work` once whatever was asked for on the same thing before has ended; answers and throws as it does. */
  async take<T>(key: Key, work: () => Promise<T>): Promise<T> {
    const mine = (this.#last.get(key) ?? Promise.resolve()).then(work, work)
    this.#last.set(key, mine)
    try {
      return await mine
    } finally {
      if (this.#last.get(key) === mine) this.#last.delete(key)
    }
  }

  /** As `take`, for work on several things; nobody else who asks for several of them may ask at the same time. */
  takeAll<T>(keys: readonly Key[], work: () => Promise<T>): Promise<T> {
    return keys.reduceRight((inner, key) => () => this.take(key, inner), work)()
  }

  /** Answers once all that was asked for has ended; never throws. */
  async ended(): Promise<void> {
    while (this.#last.size > 0) await Promise.allSettled(this.#last.values())
  }
}
