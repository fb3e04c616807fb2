import type { Socket } from "node:net"
import { type Decoded, FrameDecoder } from "../interface/wire/frame-decoder.ts"

/** Bytes that wait in memory at most before the socket is no longer read. */
const fullBytes = 1024 * 1024
/** Film bytes handed on at once at most. */
const gatherBytes = 1024 * 1024

/** The receiving side of a connection: bytes as they arrive, read no faster than they are taken. */
export class Inbox {
  readonly #socket: Socket
  readonly #decoder = new FrameDecoder()
  readonly #arrived: () => void
  #wake: (() => void) | undefined
  #hasEnded = false

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
    return this.#decoder.bufferedBytes > 0
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

  /** Answers once more has arrived, or the end. */
  more(): Promise<void> {
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
    while (this.hasBytes) this.#decoder.takeBytes(fullBytes)
    this.#socket.removeAllListeners("data")
    this.#socket.resume()
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
