import { Trouble } from "../trouble.ts"

/** Turns Ctrl-C, and being told to end, into the abort of what is under way; a second Ctrl-C ends the process at once. */
export class Interrupts {
  #current = new AbortController()

  /** Begins to listen, for as long as the process lives. */
  constructor() {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        if (this.#current.signal.aborted) process.exit(130)
        this.#current.abort(new Trouble("INTERRUPTED"))
      })
    }
  }

  /** A signal for what is done next; aborts from before do not count for it. */
  next(): AbortSignal {
    this.#current = new AbortController()
    return this.#current.signal
  }
}
