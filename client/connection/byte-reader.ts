import type { Socket } from "node:net"
import { FrameDecoder } from "../../interface/wire/frame-decoder.ts"
import { ConnectionLost, Trouble } from "../trouble.ts"
import type { Arrivals } from "./arrivals.ts"
import type { OpenSocket } from "./open-socket.ts"

/**
 * Bytes that may pile up while nobody reads, such as while those before them are written; past them the socket is paused. For
 * somebody who takes little at a time they are as many times that: a server takes a peer whose socket rests for long for dead.
 */
const mostIdleBytes = 2 * 1024 * 1024
const leastIdleBytes = 16 * 1024
const idleTimes = 8

/** Takes frames and raw bytes out of a socket at the reader's own pace; a slow reader holds the server up, not memory. */
export class ByteReader {
  readonly #socket: Socket
  readonly #arrivals: Arrivals
  readonly #decoder = new FrameDecoder()
  #arrivedBytes = 0
  #idleBytes = leastIdleBytes
  #hasLent = false
  #wake: (() => void) | undefined
  #lost: ConnectionLost | undefined
  /** Called when bytes arrived that nobody waits for; answers whether it takes them, so that more may come. */
  takesUnasked: () => boolean = () => false
  /** Called once, when the connection is over. */
  ended: () => void = () => undefined

  constructor({ socket, arrivals }: OpenSocket) {
    this.#socket = socket
    this.#arrivals = arrivals
    arrivals.listener = (bytes) => this.#arrived(bytes)
    socket.on("error", (cause) => this.#end(cause))
    socket.on("end", () => this.#end())
    socket.on("close", () => this.#end())
  }

  /** Whether the connection is over, though bytes of before may still be read. */
  get hasEnded(): boolean {
    return this.#lost !== undefined
  }

  /** The next frame's JSON; throws ConnectionLost, or Trouble NOT_REELWIRE for a length over `mostBytes`. */
  async readFrame(mostBytes: number, quietMs: number): Promise<Buffer> {
    for (;;) {
      const decoded = this.#decoder.nextFrame(mostBytes)
      if (decoded === undefined) await this.#more(quietMs)
      else if ("json" in decoded) return decoded.json
      else throw new Trouble("NOT_REELWIRE")
    }
  }

  /** The next frame's JSON where all of it is here, good until more arrives; throws Trouble NOT_REELWIRE as `readFrame` does. */
  frameThatIsHere(mostBytes: number): Buffer | undefined {
    const decoded = this.#decoder.nextFrame(mostBytes)
    if (decoded === undefined) {
      // What was lent may still be looked at.
      if (!this.#hasLent) this.#arrivals.giveBack(this.#takenBytes)
      this.#socket.resume()
      return undefined
    }
    if ("json" in decoded) return decoded.json
    throw new Trouble("NOT_REELWIRE")
  }

  /** One to `most` raw bytes, as they came; throws ConnectionLost, also when nothing came for `quietMs` milliseconds. */
  async readChunks(most: number, quietMs: number): Promise<Buffer[]> {
    const chunks = await this.#take(most, quietMs)
    const taken = this.#takenBytes
    this.#arrivals.keep(taken - chunks.reduce((sum, { length }) => sum + length, 0), taken)
    return chunks
  }

  /** The same, out of memory that is used again: what it answers is good until the next call. */
  lendChunks(most: number, quietMs: number): Promise<Buffer[]> {
    this.#hasLent = true
    this.#arrivals.giveBack(this.#takenBytes)
    return this.#take(most, quietMs)
  }

  get #takenBytes(): number {
    return this.#arrivedBytes - this.#decoder.bufferedBytes
  }

  async #take(most: number, quietMs: number): Promise<Buffer[]> {
    this.#idleBytes = Math.min(mostIdleBytes, Math.max(leastIdleBytes, idleTimes * most))
    this.#arrivals.mostAtOnce = this.#idleBytes
    while (this.#decoder.bufferedBytes === 0) await this.#more(quietMs)
    const chunks: Buffer[] = []
    for (let left = most; left > 0 && this.#decoder.bufferedBytes > 0; ) {
      const bytes = this.#decoder.takeBytes(left)
      chunks.push(bytes)
      left -= bytes.length
    }
    if (this.#decoder.bufferedBytes <= this.#idleBytes / 2) this.#socket.resume()
    return chunks
  }

  #arrived(bytes: Buffer): void {
    this.#arrivedBytes += bytes.length
    this.#decoder.push(bytes)
    if (this.#wake !== undefined) this.#wake()
    else if (!this.takesUnasked() && this.#decoder.bufferedBytes > this.#idleBytes) this.#socket.pause()
  }

  #end(cause?: Error): void {
    const isNews = this.#lost === undefined
    this.#lost ??= new ConnectionLost({ cause })
    this.#wake?.()
    if (isNews) this.ended()
  }

  async #more(quietMs: number): Promise<void> {
    if (this.#lost !== undefined) throw this.#lost
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    const timer = Number.isFinite(quietMs)
      ? setTimeout(() => this.#socket.destroy(new Error("ETIMEDOUT")), quietMs)
      : undefined
    this.#socket.resume()
    await promise
    this.#wake = undefined
    clearTimeout(timer)
  }
}
