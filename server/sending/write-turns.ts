/** Large writes in one turn of the event loop at most, about a millisecond of it: everybody's small requests wait behind them. */
const mostInOneTurn = 2

/** Lets the large writes of all connections through, in order, a few in each turn of the event loop. */
class WriteTurns {
  readonly #waiting: (() => void)[] = []
  #begun = 0
  #isScheduled = false

  /** Answers when a large write may begin. */
  next(): Promise<void> {
    if (!this.#isScheduled) {
      this.#isScheduled = true
      setImmediate(this.#turnEnded)
    }
    if (this.#begun < mostInOneTurn) {
      this.#begun++
      return Promise.resolve()
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  readonly #turnEnded = (): void => {
    const now = this.#waiting.splice(0, mostInOneTurn)
    this.#begun = now.length
    this.#isScheduled = now.length > 0
    if (this.#isScheduled) setImmediate(this.#turnEnded)
    for (const begin of now) begin()
  }
}

/** The turns of this process. */
export const writeTurns = new WriteTurns()
