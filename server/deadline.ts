/** A moment by which something has to have happened; each start sets it anew. */
export class Deadline {
  readonly #milliseconds: number
  readonly #expired: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(seconds: number, expired: () => void) {
    this.#milliseconds = seconds * 1000
    this.#expired = expired
  }

  /** Starts the time anew. */
  start(): void {
    if (this.#timer === undefined) this.#timer = setTimeout(this.#expired, this.#milliseconds)
    else this.#timer.refresh()
  }

  /** Starts the time unless it runs already. */
  startOnce(): void {
    if (this.#timer === undefined) this.start()
  }

  /** Takes the deadline back. */
  clear(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
