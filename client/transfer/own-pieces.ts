import {
  contentIdOf,
  hashBytes,
  hexOf,
  type PieceRange,
  pieceCount,
  pieceRange,
} from "../../interface/pieces/manifest.ts"

/** What is known so far of the pieces of a file of one's own, for one size of pieces. */
export class OwnPieces {
  readonly pieceBytes: number
  readonly #size: number
  readonly #count: number
  readonly #hashes: Uint8Array
  readonly #isKnown: boolean[]

  constructor(size: number, pieceBytes: number) {
    this.#size = size
    this.#count = pieceCount(size, pieceBytes)
    this.pieceBytes = pieceBytes
    this.#hashes = new Uint8Array(this.#count * hashBytes)
    this.#isKnown = new Array<boolean>(this.#count).fill(false)
  }

  /** The numbers of all pieces. */
  get all(): number[] {
    return Array.from({ length: this.#count }, (_, piece) => piece)
  }

  /** Bytes of some pieces together. */
  bytesOf(pieces: readonly number[]): number {
    return pieces.reduce((sum, piece) => sum + this.rangeOf(piece).length, 0)
  }

  /** Where a piece lies. */
  rangeOf(piece: number): PieceRange {
    return pieceRange(piece, this.#size, this.pieceBytes)
  }

  /** A piece's hash in hexadecimal; undefined while nobody knows it. */
  hashOf(piece: number): string | undefined {
    if (!this.#isKnown[piece]) return undefined
    return hexOf(this.#hashes.subarray(piece * hashBytes, (piece + 1) * hashBytes))
  }

  /** Notes a piece's hash. */
  learn(piece: number, hash: Uint8Array): void {
    this.#hashes.set(hash, piece * hashBytes)
    this.#isKnown[piece] = true
  }

  /** The hash over the manifest in hexadecimal, once every piece's is known. */
  contentId(): string | undefined {
    if (this.#isKnown.includes(false)) return undefined
    return contentIdOf({ size: this.#size, pieceBytes: this.pieceBytes, hashes: this.#hashes })
  }
}
