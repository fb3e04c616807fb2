import { manifestText, type PieceRange, pieceCount, pieceRange } from "../../interface/pieces/manifest.ts"

/** What is known so far of the pieces of a file of one's own, for one size of pieces; hashes are in hexadecimal. */
export class OwnPieces {
  readonly pieceBytes: number
  readonly #size: number
  readonly #hashes: (string | undefined)[]

  constructor(size: number, pieceBytes: number) {
    this.#size = size
    this.pieceBytes = pieceBytes
    this.#hashes = new Array<undefined>(pieceCount(size, pieceBytes)).fill(undefined)
  }

  /** The numbers of all pieces. */
  get all(): number[] {
    return [...this.#hashes.keys()]
  }

  /** Bytes of some pieces together. */
  bytesOf(pieces: readonly number[]): number {
    return pieces.reduce((sum, piece) => sum + this.rangeOf(piece).length, 0)
  }

  /** Where a piece lies. */
  rangeOf(piece: number): PieceRange {
    return pieceRange(piece, this.#size, this.pieceBytes)
  }

  /** A piece's hash; undefined while nobody knows it. */
  hashOf(piece: number): string | undefined {
    return this.#hashes[piece]
  }

  /** Notes a piece's hash. */
  learn(piece: number, hash: string): void {
    this.#hashes[piece] = hash
  }

  /** The text over which the film's content is hashed, once every piece's hash is known. */
  manifest(): string | undefined {
    const known = this.#hashes.filter((hash) => hash !== undefined)
    return known.length === this.#hashes.length
      ? manifestText({ size: this.#size, pieceBytes: this.pieceBytes }, known)
      : undefined
  }
}
