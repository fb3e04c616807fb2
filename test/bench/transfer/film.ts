import { createHash } from "node:crypto"
import { blake3 } from "@napi-rs/blake-hash"
import { contentIdOf } from "../../../interface/pieces/content-id.ts"
import type { Range } from "./plan.ts"

/** Every film is these bytes over and over; the program at the other end makes the same. */
const pattern = Buffer.from(Array.from({ length: 1024 * 1024 }, (_, at) => (at * 31 + (at >> 8) * 7) % 251))

const stampBytes = 16
const sampleBytes = 10

/** A film of the bench: the pattern over and over, but for the first 16 bytes, which differ from film to film. */
export class BenchFilm {
  readonly size: number
  readonly stamp: Buffer

  constructor(size: number, number: number) {
    this.size = size
    this.stamp = Buffer.alloc(stampBytes, `film ${number} `)
  }

  /** The film from its first byte on, as a frame's head and the bytes of the pattern that follow. */
  whole(head: Uint8Array): { head: Buffer; offset: number; length: number } {
    return this.range(head, { offset: 0, length: this.size })
  }

  /** The same for a range. */
  range(head: Uint8Array, { offset, length }: Range): { head: Buffer; offset: number; length: number } {
    if (offset > 0) return { head: Buffer.from(head), offset, length }
    return { head: Buffer.concat([head, this.stamp]), offset: stampBytes, length: length - stampBytes }
  }

  /** The sampled md5, as the wire contract has it. */
  sampledMd5(): string {
    const hash = createHash("md5")
    const third = Math.floor(this.size / 3)
    for (const offset of [0, third, third * 2, this.size - sampleBytes])
      hash.update(this.#bytes(offset, sampleBytes))
    return hash.digest("hex")
  }

  /** The BLAKE3 hashes of its pieces, in hexadecimal. */
  pieceHashes(pieceBytes: number): string[] {
    const hashes: string[] = []
    const usual = hashOf(this.#bytes(pieceBytes, pieceBytes))
    for (let offset = 0; offset < this.size; offset += pieceBytes) {
      const length = Math.min(pieceBytes, this.size - offset)
      const isUsual = offset > 0 && length === pieceBytes && pieceBytes % pattern.length === 0
      hashes.push(isUsual ? usual : hashOf(this.#bytes(offset, length)))
    }
    return hashes
  }

  /** What it is as content. */
  contentId(pieceBytes: number): string {
    const hashes = Buffer.from(this.pieceHashes(pieceBytes).join(""), "hex")
    return contentIdOf({ size: this.size, pieceBytes, hashes })
  }

  #bytes(offset: number, length: number): Buffer {
    const bytes = Buffer.alloc(length)
    for (let at = 0; at < length; ) {
      const place = offset + at
      const source = place < stampBytes ? this.stamp : pattern
      const from = place % source.length
      const until = place < stampBytes ? stampBytes : source.length
      at += source.copy(bytes, at, from, until)
    }
    return bytes
  }
}

function hashOf(bytes: Buffer): string {
  return blake3(bytes).toString("hex")
}
