import { E_TIMEOUT, Mutex, type MutexInterface, withTimeout } from "async-mutex"
import type { Load, Soon } from "../dialect.ts"
import { DatabaseClosed, LockTimeout, PoolExhausted } from "../errors.ts"
import { whileBusy } from "./busy.ts"
import type { Connection } from "./connection.ts"
import { endSnapshots } from "./reader.ts"

/** How long, and in how great a number, calls wait for the one writing connection. */
export interface WriterLimits {
  readonly acquireTimeoutMs: number
  readonly queueLimit: number
}

/** The one connection that writes: one transaction or one statement at a time, first come, first served. */
export class Writer {
  readonly connection: Connection
  readonly #limits: WriterLimits
  readonly #turn = new Mutex()
  readonly #mutex: MutexInterface
  #waiting = 0
  #closed = false

  constructor(connection: Connection, limits: WriterLimits) {
    this.connection = connection
    this.#limits = limits
    this.#mutex = withTimeout(this.#turn, limits.acquireTimeoutMs)
  }

  get load(): Load {
    return { taken: this.#mutex.isLocked() ? 1 : 0, most: 1, waiting: this.#waiting }
  }

  /** Runs one statement: at once where nobody else writes, else in its turn. */
  run<Result>(work: () => Result): Soon<Result> {
    if (this.#mutex.isLocked()) return this.#inTurn(work)
    if (this.#closed) throw new DatabaseClosed("the database was closed")
    try {
      return committed(work)
    } catch (error) {
      // Another program holds the file: nothing happened yet, so it may be tried again.
      if (error instanceof LockTimeout) return this.#inTurn(work)
      throw error
    }
  }

  /** Waits for the turn to write; throws PoolExhausted. The answered function ends the turn. */
  async acquire(): Promise<() => void> {
    if (this.#mutex.isLocked() && this.#waiting >= this.#limits.queueLimit) {
      throw new PoolExhausted(`${this.#waiting} calls wait for their turn to write already`)
    }
    this.#waiting++
    try {
      const release = await this.#mutex.acquire()
      if (!this.#closed) return release
      release()
      throw new DatabaseClosed("the database was closed")
    } catch (error) {
      if (error !== E_TIMEOUT) throw error
      throw new PoolExhausted(`no turn to write came within ${this.#limits.acquireTimeoutMs} ms`)
    } finally {
      this.#waiting--
    }
  }

  /** Ends after the transaction that is open now, however long that takes; who comes later is refused. */
  async close(): Promise<void> {
    const release = await this.#turn.acquire()
    this.#closed = true
    release()
  }

  async #inTurn<Result>(work: () => Result): Promise<Result> {
    const release = await this.acquire()
    try {
      return await whileBusy(() => committed(work), this.#limits.acquireTimeoutMs)
    } finally {
      release()
    }
  }
}

/** Runs one statement that commits by itself; the reads after it see what it did. */
function committed<Result>(work: () => Result): Result {
  endSnapshots()
  return work()
}
