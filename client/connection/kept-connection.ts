import { setTimeout as pause } from "node:timers/promises"
import { orAborted } from "../or-aborted.ts"
import { ConnectionLost } from "../trouble.ts"
import { Connection, type Push } from "./connection.ts"
import { openSocket, type ServerAddress } from "./open-socket.ts"

/** Where a connection leads, and what it bears. */
export type KeptOptions = ServerAddress & {
  /** Largest JSON of a reply in bytes; 8 MiB without it. */
  readonly mostReplyBytes?: number
  /** Milliseconds of silence, where something is due, after which the connection counts as lost; a minute without it. */
  readonly quietMs?: number
  /** Milliseconds in which a dropped connection is made again before that is given up; two seconds without it. */
  readonly reconnectMs?: number
}

/** One connection at a time to a server: made when it is first used, and again after it was lost. */
export class KeptConnection {
  readonly #options: KeptOptions
  readonly #pushed: (push: Push) => void
  #connection: Connection | undefined
  #opening: Promise<Connection> | undefined
  readonly #closed = new AbortController()

  constructor(options: KeptOptions, pushed: (push: Push) => void) {
    this.#options = options
    this.#pushed = pushed
  }

  /** Settles when the connection that there is now is over; at once where there is none. */
  get lost(): Promise<void> {
    return this.#connection?.lost ?? Promise.resolve()
  }

  /** Makes the connection where there is none, in one try. */
  async open(signal?: AbortSignal): Promise<void> {
    this.#connection ??= await this.#connect(0, signal)
  }

  /** The connection, which is made again where it was lost; throws ConnectionLost after `close`. */
  async usable(signal: AbortSignal | undefined): Promise<Connection> {
    signal?.throwIfAborted()
    this.#closed.signal.throwIfAborted()
    if (this.#connection?.isUsable) return this.#connection
    this.#opening ??= this.#reopen().finally(() => {
      this.#opening = undefined
    })
    return await orAborted(this.#opening, signal)
  }

  /** Ends the connection for good. */
  async close(): Promise<void> {
    // A server that doesn't answer would keep a program that is over for as long as connecting may take.
    this.#closed.abort(new ConnectionLost())
    await this.#connection?.end()
  }

  /** Makes the connection again: also where nobody waits for it any more it is this one's, to be used or closed. */
  async #reopen(): Promise<Connection> {
    const connection = await this.#connect(this.#options.reconnectMs ?? 2000, this.#closed.signal)
    this.#connection = connection
    if (this.#closed.signal.aborted) connection.destroy()
    return connection
  }

  async #connect(forMs: number, signal?: AbortSignal): Promise<Connection> {
    const { mostReplyBytes = 8 * 1024 * 1024, quietMs = 60_000 } = this.#options
    const untilMs = performance.now() + forMs
    for (let waitMs = 50; ; waitMs *= 2) {
      try {
        const socket = await openSocket(this.#options, signal)
        return new Connection(socket, { mostReplyBytes, quietMs }, this.#pushed)
      } catch (error) {
        if (signal?.aborted || performance.now() + waitMs > untilMs) throw error
      }
      await pause(waitMs, undefined, { signal }).catch(() => signal?.throwIfAborted())
    }
  }
}
