import type { FileHandle } from "node:fs/promises"
import { Blake3Hasher } from "@napi-rs/blake-hash"
import { writeAll } from "./write-all.ts"

/** Bytes hashed in one go at most: on the slowest machines a third of a millisecond. */
const sliceBytes = 1024 * 1024

/** Writes bytes to a place in a file, one after the other, and works out their BLAKE3 hash on the way. */
export class PieceWriter {
  readonly #file: FileHandle
  readonly #hasher = new Blake3Hasher()
  #position: number

  constructor(file: FileHandle, position: number) {
    this.#file = file
    this.#position = position
  }

  /** Takes the next bytes, up to 1 MiB as a rule; they must not be changed before it answers. */
  async write(buffers: readonly Buffer[]): Promise<void> {
    const position = this.#position
    for (const { length } of buffers) this.#position += length
    // The system copies them while this thread hashes them.
    const written = writeAll(this.#file, buffers, position)
    for (const buffer of buffers) hashInSlices(this.#hasher, buffer)
    await written
  }

  /** The hash of the bytes since it was asked last. */
  digest(): Buffer {
    const hash = this.#hasher.digestBuffer()
    this.#hasher.reset()
    return hash
  }
}

function hashInSlices(hasher: Blake3Hasher, buffer: Buffer): void {
  for (let at = 0; at < buffer.length; at += sliceBytes) hasher.update(buffer.subarray(at, at + sliceBytes))
}
