import type { Socket } from "node:net"

/** How long a test waits for bytes before it fails; far more than a loaded machine takes for anything. */
const patienceMs = 20_000

/** The bytes that a socket received, taken in any portions. */
export class ByteQueue {
  #chunks: Buffer[] = []
  #length = 0
  #hasEnded = false
  #failure: Error | undefined
  #changed: (() => void) | undefined

  constructor(socket: Socket) {
    socket.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk)
      this.#length += chunk.length
      this.#changed?.()
    })
    socket.on("error", (error) => {
      this.#failure = error
    })
    const end = (): void => {
      this.#hasEnded = true
      this.#changed?.()
    }
    socket.on("end", end)
    socket.on("close", end)
  }

  /** Bytes that are here. */
  get length(): number {
    return this.#length
  }

  /** The next `count` bytes; rejects when the connection ends before, or they take too long. */
  async take(count: number): Promise<Buffer> {
    await this.#until(() => this.#length >= count || this.#hasEnded, `${count} bytes`)
    if (this.#length < count) {
      const seen = `the connection ended with ${this.#length} of ${count} bytes`
      throw new Error(seen, { cause: this.#failure })
    }
    const all = this.#chunks.length === 1 ? (this.#chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#chunks)
    this.#chunks = all.length > count ? [all.subarray(count)] : []
    this.#length -= count
    return all.subarray(0, count)
  }

  /** All bytes up to the end of the connection, once it ended. */
  async rest(): Promise<Buffer> {
    await this.#until(() => this.#hasEnded, "the end")
    return this.take(this.#length)
  }

  async #until(isTrue: () => boolean, what: string): Promise<void> {
    while (!isTrue()) {
      await new Promise<void>((resolve, reject) => {
        const tooLate = new Error(`waited ${patienceMs} ms for ${what}, with ${this.#length} bytes here`)
        const timer = setTimeout(() => reject(tooLate), patienceMs)
        this.#changed = () => {
          clearTimeout(timer)
          this.#changed = undefined
          resolve()
        }
      })
    }
  }
}
