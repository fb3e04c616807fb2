import type { Load } from "../dialect.ts"
import type { ConnectionLost } from "../errors.ts"
import { DatabaseClosed, PoolExhausted } from "../errors.ts"
import type { Link } from "./link.ts"

/** How many connections there are at most, and how long and in how great a number calls wait for one. */
export interface PoolLimits {
  readonly poolSize: number
  readonly queueLimit: number
  readonly acquireTimeoutMs: number
}

interface Waiter {
  readonly give: (link: Link) => void
  readonly refuse: (error: Error) => void
  readonly timer: NodeJS.Timeout
}

/**
 * The connections of one database. Not mysql2's own pool, because that one waits for ever, gives a free connection only
 * in the next tick, and cannot prepare a session before its first use.
 */
export class Pool {
  readonly #limits: PoolLimits
  readonly #connect: (gone: (link: Link) => void) => Promise<Link>
  readonly #free: Link[] = []
  readonly #waiting: Waiter[] = []
  readonly #busy = new Set<Link>()
  #connecting = 0
  #closed: (() => void) | undefined

  constructor(limits: PoolLimits, connect: (gone: (link: Link) => void) => Promise<Link>) {
    this.#limits = limits
    this.#connect = connect
  }

  get load(): Load {
    return { taken: this.#busy.size, most: this.#limits.poolSize, waiting: this.#waiting.length }
  }

  /** A free connection, if there is one now. */
  take(): Link | undefined {
    const link = this.#free.pop()
    if (link !== undefined) this.#busy.add(link)
    return link
  }

  /** A connection as soon as there is one; throws PoolExhausted, ConnectionLost, DatabaseClosed. */
  acquire(): Promise<Link> {
    if (this.#closed !== undefined) return Promise.reject(new DatabaseClosed("the database was closed"))
    const free = this.take()
    if (free !== undefined) return Promise.resolve(free)
    const { poolSize, queueLimit, acquireTimeoutMs } = this.#limits
    const room = poolSize - this.#busy.size - this.#connecting
    if (room <= 0 && this.#waiting.length - this.#connecting >= queueLimit) {
      return Promise.reject(new PoolExhausted(`${this.#waiting.length} calls wait for a connection already`))
    }
    return new Promise((give, refuse) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
        refuse(new PoolExhausted(`no connection came free within ${acquireTimeoutMs} ms`))
      }, acquireTimeoutMs)
      const waiter: Waiter = { give, refuse, timer }
      this.#waiting.push(waiter)
      if (room > 0) this.#open()
    })
  }

  /** Gives a connection back, or forgets it if it is not alive any more. */
  release(link: Link): void {
    this.#busy.delete(link)
    if (!link.alive) {
      this.#replace()
      return
    }
    const waiter = this.#waiting.shift()
    if (waiter !== undefined) this.#serve(waiter, link)
    else this.#free.push(link)
    this.#closed?.()
  }

  /** Ends all connections after what is under way; who waits is refused. */
  async close(): Promise<void> {
    for (const { refuse, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer)
      refuse(new DatabaseClosed("the database was closed"))
    }
    await new Promise<void>((resolve) => {
      this.#closed = () => {
        if (this.#busy.size + this.#connecting === 0) resolve()
      }
      this.#closed()
    })
    await Promise.all(this.#free.splice(0).map((link) => link.end()))
  }

  #serve({ give, timer }: Waiter, link: Link): void {
    clearTimeout(timer)
    this.#busy.add(link)
    give(link)
  }

  #open(): void {
    this.#connecting++
    this.#connect((link) => this.#forget(link)).then(
      (link) => {
        this.#connecting--
        this.release(link)
      },
      (error: ConnectionLost) => {
        this.#connecting--
        // Each opening was begun for one waiter: one of them learns why there is none.
        const waiter = this.#waiting.shift()
        if (waiter !== undefined) {
          clearTimeout(waiter.timer)
          waiter.refuse(error)
        }
        // The others have nobody left to wait for but another attempt.
        this.#replace()
      },
    )
  }

  /** A connection has gone: one that lies idle is dropped now, a busy one when it is given back. */
  #forget(link: Link): void {
    const i = this.#free.indexOf(link)
    if (i >= 0) this.#free.splice(i, 1)
  }

  #replace(): void {
    if (this.#waiting.length > this.#connecting) this.#open()
    this.#closed?.()
  }
}
