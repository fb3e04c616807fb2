import type { Socket } from "node:net"
import { type Decoded, FrameDecoder } from "../interface/wire/frame-decoder.ts"
import { type SocketReading, socketReading } from "./receiving/socket-reading.ts"

/** Bytes that wait in memory at most before the socket is no longer read. */
const fullBytes = 1024 * 1024
/** Film bytes handed on at once at most. */
const gatherBytes = 1024 * 1024

/** A socket that somebody else reads: what had been read of it before, and how it is given back. */
export type LentSocket = {
  readonly descriptor: number
  readonly head: readonly Buffer[]
  giveBack(): void
}

/** The receiving side of a connection: bytes as they arrive, read no faster than they are taken. */
export class Inbox {
  readonly #socket: Socket
  readonly #decoder = new FrameDecoder()
  readonly #arrived: () => void
  #wake: (() => void) | undefined
  #hasEnded = false
  /** Node's reading of the socket while it is stopped for somebody else. */
  #held: SocketReading | undefined

  /** `arrived` is called when bytes or the end arrived and nobody waits for them. */
  constructor(socket: Socket, arrived: () => void) {
    this.#socket = socket
    this.#arrived = arrived
    socket.on("data", (bytes: Buffer) => {
      this.#decoder.push(bytes)
      if (this.#decoder.bufferedBytes > fullBytes) socket.pause()
      this.#notify()
    })
    socket.on("end", () => this.#end())
    socket.on("close", () => this.#end())
  }

  /** Whether the peer will send nothing more. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Whether bytes are here that nobody has taken. */
  get hasBytes(): boolean {
    return this.bufferedBytes > 0
  }

  /** How many bytes are here that nobody has taken. */
  get bufferedBytes(): number {
    return this.#decoder.bufferedBytes
  }

  /** Takes the next frame if all of it is here. */
  nextFrame(mostBytes: number): Decoded {
    const decoded = this.#decoder.nextFrame(mostBytes)
    if (decoded === undefined && this.#socket.isPaused()) this.#socket.resume()
    return decoded
  }

  /** Takes what is here of the next `most` raw bytes, as the pieces in which they came. */
  takeBytes(most: number): Buffer[] {
    const pieces: Buffer[] = []
    let left = Math.min(most, gatherBytes)
    while (left > 0 && this.#decoder.bufferedBytes > 0) {
      const piece = this.#decoder.takeBytes(left)
      pieces.push(piece)
      left -= piece.length
    }
    if (this.#decoder.bufferedBytes < fullBytes && this.#socket.isPaused()) this.#socket.resume()
    return pieces
  }

  /** Stops reading until somebody wants the bytes, where somebody else could read them: see `lend`. */
  hold(): void {
    this.#held ??= socketReading(this.#socket)
    this.#held?.stop()
  }

  /**
   * Lets somebody else read the socket with a descriptor that `duplicate` makes of its own; undefined where that can't be, or
   * where no fewer than `wanted` bytes are here already. `ended` is called when the connection is closed meanwhile.
   */
  lend(
    wanted: number,
    duplicate: (descriptor: number) => number | undefined,
    ended: () => void,
  ): LentSocket | undefined {
    this.hold()
    // What Node has read already comes as any other bytes do.
    while (this.#socket.read() !== null);
    // Once it is closed, its descriptor may be anybody's.
    const isWorthIt = !this.#socket.destroyed && this.#decoder.bufferedBytes < wanted
    const descriptor = isWorthIt && this.#held ? duplicate(this.#held.descriptor) : undefined
    if (descriptor === undefined) {
      this.#release()
      return undefined
    }
    const head: Buffer[] = []
    while (this.#decoder.bufferedBytes > 0) head.push(this.#decoder.takeBytes(fullBytes))
    this.#socket.once("close", ended)
    const giveBack = (): void => {
      this.#socket.removeListener("close", ended)
      if (this.#socket.isPaused()) this.#socket.resume()
      this.#release()
    }
    return { descriptor, head, giveBack }
  }

  /** Answers once more has arrived, or the end. */
  more(): Promise<void> {
    this.#release()
    if (this.#hasEnded) return Promise.resolve()
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  /** Ends a wait for more, as arriving bytes would. */
  wake(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  /** Throws away all that is here and all that still comes. */
  ignoreRest(): void {
    this.#release()
    while (this.hasBytes) this.#decoder.takeBytes(fullBytes)
    this.#socket.removeAllListeners("data")
    this.#socket.resume()
  }

  #release(): void {
    this.#held?.start()
    this.#held = undefined
  }

  #end(): void {
    this.#hasEnded = true
    this.#notify()
  }

  #notify(): void {
    if (this.#wake === undefined) this.#arrived()
    else this.wake()
  }
}
