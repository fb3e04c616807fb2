import { ConnectionLost } from "../errors.ts"

type Reject = (error: ConnectionLost) => void

/** Watches the commands that are out on one connection: mysql2 itself waits for ever for a server that fell silent. */
export class Deadline {
  /** False while a command may take as long as it likes. */
  isOn = true
  readonly #ms: number
  readonly #pending = new Set<Reject>()
  // One timer for all commands, wound up anew: making one for each would cost several times as much.
  readonly #timer: NodeJS.Timeout

  constructor(ms: number, expired: () => void) {
    this.#ms = ms
    this.#timer = setTimeout(() => {
      if (this.#pending.size > 0 && this.isOn) expired()
    }, ms).unref()
  }

  /** A command went out; it has its time from when the one before it was answered. */
  begin(reject: Reject): void {
    if (this.#pending.size === 0) this.#timer.refresh()
    this.#pending.add(reject)
  }

  /** The command was answered, well or not. */
  end(reject: Reject): void {
    this.#pending.delete(reject)
    if (this.#pending.size > 0) this.#timer.refresh()
  }

  /** Rejects everything that is out: after this mysql2 tells it nothing any more. */
  expire(): void {
    this.#rejectAll(`the database did not answer within ${this.#ms} ms`)
  }

  /** The connection was ended: whatever is out fails now, and there is nothing left to watch. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#rejectAll("the connection to the database was ended")
  }

  #rejectAll(message: string): void {
    const rejects = [...this.#pending]
    this.#pending.clear()
    for (const reject of rejects) reject(new ConnectionLost(message))
  }
}
