import { hashBytes, type Manifest, pieceRange } from "../../interface/pieces/manifest.ts"
import { PieceFile } from "../../interface/pieces/piece-file.ts"
import { onFile } from "./file-trouble.ts"
import { partOf } from "./part-paths.ts"

/** Milliseconds after which what was verified is made safe on the disk. */
const flushMs = 10_000

/** The pieces of a film that are here: `name.part`, and beside it `name.part.pieces`, which tells those that are verified. */
export class FilmPart {
  readonly path: string
  #manifest: Manifest
  #pieces: PieceFile
  #flushedMs = performance.now()
  #flushing: Promise<void> | undefined
  #syncError: unknown

  private constructor(path: string, manifest: Manifest, pieces: PieceFile) {
    this.path = path
    this.#manifest = manifest
    this.#pieces = pieces
  }

  /** Goes on with what is here of a film, or begins it: of another film's pieces only those stay that are in this one as well. */
  static open(target: string, manifest: Manifest): Promise<FilmPart> {
    const path = partOf(target)
    return onFile(path, async () => new FilmPart(path, manifest, await openPieces(path, manifest)))
  }

  /** Removes a film's part, and what tells of its pieces. */
  static remove(target: string): Promise<void> {
    return PieceFile.remove(partOf(target))
  }

  /** The numbers of the pieces that are still to come. */
  missing(): number[] {
    return this.#pieces.missing()
  }

  /** Goes on as another version of the film. */
  become(manifest: Manifest): Promise<void> {
    return onFile(this.path, async () => {
      await this.#flushing
      const before = this.#pieces
      this.#pieces = await openPieces(this.path, manifest)
      this.#manifest = manifest
      await before.close()
    })
  }

  /** Takes a piece's bytes in; false where they are not what the film has there. Throws what `chunks` throws, and Trouble. */
  write(piece: number, chunks: AsyncIterable<readonly Buffer[]>): Promise<boolean> {
    return onFile(this.path, async () => {
      const isRight = await this.#pieces.write(piece, hashIn(this.#manifest, piece), chunks)
      if (performance.now() - this.#flushedMs > flushMs) this.#flushing ??= this.#flushAside()
      if (this.#syncError !== undefined) throw this.#syncError
      return isRight
    })
  }

  /** Makes everything safe on the disk. */
  flush(): Promise<void> {
    return onFile(this.path, () => this.#flush())
  }

  /** Bytes of the pieces that are here. */
  get verifiedBytes(): number {
    const { size, pieceBytes } = this.#manifest
    return this.missing().reduce((left, piece) => left - pieceRange(piece, size, pieceBytes).length, size)
  }

  /** Ends the work on it; what could not be made safe on the disk is removed, since nobody can go on with it. */
  async close(): Promise<void> {
    await this.#flushing
    await this.#flush().catch(() => undefined)
    await this.#pieces.close()
    if (this.#syncError !== undefined) await PieceFile.remove(this.path)
  }

  async #flush(): Promise<void> {
    if (this.#syncError !== undefined) throw this.#syncError
    try {
      await this.#pieces.flush()
      this.#flushedMs = performance.now()
    } catch (error) {
      this.#syncError = error
      throw error
    }
  }

  /** Lets pieces come meanwhile; the next one that is written is told of a failure. */
  async #flushAside(): Promise<void> {
    await this.#flush().catch(() => undefined)
    this.#flushing = undefined
  }
}

async function openPieces(path: string, manifest: Manifest): Promise<PieceFile> {
  const pieces = await PieceFile.open(path, manifest)
  for (let piece = 0; piece < pieces.pieceCount; piece++) {
    const hash = pieces.hashOf(piece)
    if (hash !== undefined && Buffer.compare(hash, hashIn(manifest, piece)) !== 0) {
      await pieces.forget(piece)
    }
  }
  return pieces
}

function hashIn({ hashes }: Manifest, piece: number): Uint8Array {
  return hashes.subarray(piece * hashBytes, (piece + 1) * hashBytes)
}
