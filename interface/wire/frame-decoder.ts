import { lengthBytes } from "./frame.ts"

/** What comes next out of the bytes so far: a frame's JSON, a length over the limit, or nothing yet. */
export type Decoded = { json: Buffer } | { tooLarge: number } | undefined

const nothing = Buffer.alloc(0)
/** Pieces up to this length are put together as they come: each piece costs several hundred bytes beside its own. */
const smallBytes = 4096

/**
 * Cuts the bytes of a connection into the JSON of frames and raw film bytes, without any input or output of its own.
 * It keeps the pieces (small ones put together) and joins them when a frame is whole: a length that is merely claimed costs
 * nothing.
 */
export class FrameDecoder {
  #chunk: Buffer = nothing
  /** Where the bytes of the chunk begin that were not taken yet: cutting the chunk anew for each frame costs more. */
  #start = 0
  #later: Buffer[] = []
  #laterBytes = 0

  /** Bytes that arrived and were not taken yet. */
  get bufferedBytes(): number {
    return this.#chunkBytes + this.#laterBytes
  }

  get #chunkBytes(): number {
    return this.#chunk.length - this.#start
  }

  /** Adds the bytes that arrived; the buffer must not be written to afterwards. */
  push(bytes: Buffer): void {
    if (this.#chunkBytes === 0) {
      this.#chunk = bytes
      this.#start = 0
      return
    }
    const last = this.#later.at(-1)
    if (last !== undefined && last.length + bytes.length <= smallBytes) {
      this.#later[this.#later.length - 1] = Buffer.concat([last, bytes])
    } else this.#later.push(bytes)
    this.#laterBytes += bytes.length
  }

  /** Takes the next frame's JSON if all of it is here; a length over `mostBytes` is told and not taken. */
  nextFrame(mostBytes: number): Decoded {
    if (this.bufferedBytes < lengthBytes) return undefined
    if (this.#chunkBytes < lengthBytes) this.#join()
    const length = this.#chunk.readUInt32LE(this.#start)
    if (length > mostBytes) return { tooLarge: length }
    if (this.bufferedBytes < lengthBytes + length) return undefined
    if (this.#chunkBytes < lengthBytes + length) this.#join()
    const start = this.#start + lengthBytes
    const json = this.#chunk.subarray(start, start + length)
    this.#advance(lengthBytes + length)
    return { json }
  }

  /** Takes up to `most` raw bytes, as they came; an empty buffer when none are here. */
  takeBytes(most: number): Buffer {
    const bytes = this.#chunk.subarray(this.#start, this.#start + most)
    this.#advance(bytes.length)
    return bytes
  }

  #advance(bytes: number): void {
    this.#start += bytes
    if (this.#chunkBytes > 0) return
    // What was taken must not be kept in memory for what comes next.
    const next = this.#later.shift()
    this.#chunk = next ?? nothing
    this.#start = 0
    this.#laterBytes -= next?.length ?? 0
  }

  #join(): void {
    this.#chunk = Buffer.concat([this.#chunk.subarray(this.#start), ...this.#later])
    this.#start = 0
    this.#later = []
    this.#laterBytes = 0
  }
}
