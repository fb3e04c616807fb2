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
  #later: Buffer[] = []
  #laterBytes = 0

  /** Bytes that arrived and were not taken yet. */
  get bufferedBytes(): number {
    return this.#chunk.length + this.#laterBytes
  }

  /** Adds the bytes that arrived; the buffer must not be written to afterwards. */
  push(bytes: Buffer): void {
    if (this.#chunk.length === 0) {
      this.#chunk = bytes
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
    if (this.#chunk.length < lengthBytes) this.#join()
    const length = this.#chunk.readUInt32LE(0)
    if (length > mostBytes) return { tooLarge: length }
    const end = lengthBytes + length
    if (this.bufferedBytes < end) return undefined
    if (this.#chunk.length < end) this.#join()
    const json = this.#chunk.subarray(lengthBytes, end)
    this.#advance(end)
    return { json }
  }

  /** Takes up to `most` raw bytes, as they came; an empty buffer when none are here. */
  takeBytes(most: number): Buffer {
    const bytes = this.#chunk.subarray(0, most)
    this.#advance(bytes.length)
    return bytes
  }

  #advance(bytes: number): void {
    this.#chunk = this.#chunk.subarray(bytes)
    const [next] = this.#later
    if (this.#chunk.length > 0 || next === undefined) return
    this.#chunk = next
    this.#later.shift()
    this.#laterBytes -= next.length
  }

  #join(): void {
    this.#chunk = Buffer.concat([this.#chunk, ...this.#later])
    this.#later = []
    this.#laterBytes = 0
  }
}
