import { Blake3Hasher } from "@napi-rs/blake-hash"
import type { PieceRange } from "../../interface/pieces/manifest.ts"
import type { FilmFile } from "./film-file.ts"

const chunkBytes = 1024 * 1024
/** What is read ahead while a chunk is hashed or sent takes a second chunk. */
const leastBytes = 2 * chunkBytes

/** Reads pieces of a file one at a time: to hash them, and from memory to send them where its memory is large enough. */
export class PieceReader {
  readonly #file: FilmFile
  readonly #memory: Buffer
  /** The piece that is in memory as a whole. */
  #held: PieceRange | undefined

  /** Takes `memoryBytes` of memory, or a chunk or two where that is less; pieces that fit are read once. */
  constructor(file: FilmFile, memoryBytes: number) {
    this.#file = file
    this.#memory = Buffer.allocUnsafeSlow(
      Math.ceil(Math.max(memoryBytes, leastBytes) / chunkBytes) * chunkBytes,
    )
  }

  /** Reads a piece from the file and answers its BLAKE3 hash in hexadecimal. */
  async hash(range: PieceRange): Promise<string> {
    const hasher = new Blake3Hasher()
    for await (const chunk of this.#read(range)) hasher.update(chunk)
    return hasher.digest("hex")
  }

  /** A piece's bytes; each buffer is good until the next one is asked for. */
  async *bytes(range: PieceRange): AsyncGenerator<Buffer> {
    if (this.#held?.offset !== range.offset) yield* this.#read(range)
    else yield* chunksOf(this.#memory.subarray(0, range.length))
  }

  async *#read(range: PieceRange): AsyncGenerator<Buffer> {
    this.#held = undefined
    let reading = this.#begin(range, 0)
    try {
      for (let at = 0; at < range.length; at += chunkBytes) {
        const chunk = await reading
        reading = this.#begin(range, at + chunkBytes)
        yield chunk
      }
      if (range.length <= this.#memory.length) this.#held = range
    } finally {
      // The file must not be closed, nor this memory used, under a read that nobody waits for any more.
      await reading.catch(() => undefined)
    }
  }

  #begin(range: PieceRange, at: number): Promise<Buffer> {
    const reading = this.#readChunk(range, at)
    // Whoever has the chunk before it may take a long time over that, and only then hear of a failure.
    reading.catch(() => undefined)
    return reading
  }

  async #readChunk({ offset, length }: PieceRange, at: number): Promise<Buffer> {
    const start = at % this.#memory.length
    const chunk = this.#memory.subarray(start, start + Math.max(0, Math.min(chunkBytes, length - at)))
    if (chunk.length > 0) await this.#file.read(chunk, offset + at)
    return chunk
  }
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
}
