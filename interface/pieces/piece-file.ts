import { constants, type FileHandle, open, rm } from "node:fs/promises"
import { cacheIdOf } from "./cache-id.ts"
import { hashRange } from "./hash-range.ts"
import { hashBytes, type Manifest, type PieceRange, pieceCount, pieceRange } from "./manifest.ts"
import { isHash, parseSlots, piecesThere, slotOffset, slotsHeader } from "./slots.ts"
import { syncFile } from "./sync.ts"
import { Turns } from "./turns.ts"
import { writePieces } from "./write-pieces.ts"

/** What a film's file is opened for: its size and that of its pieces, in bytes. */
export type PieceFileShape = Pick<Manifest, "size" | "pieceBytes">

/** Where the slots of a film's file lie: beside it. */
export function slotsPathOf(path: string): string {
  return `${path}.pieces`
}

/**
 * A film of which pieces are still to come: a file of its full length, and beside it a slots file with the hashes of those
 * that are there. What it says outlives the process; after a power cut, or once its disk was away, it looks again at what it had. One
 * process at a time.
 */
export class PieceFile {
  readonly size: number
  readonly pieceBytes: number
  readonly pieceCount: number
  readonly #film: FileHandle
  readonly #slotsFile: FileHandle
  readonly #hashes: Buffer
  readonly #turns = new Turns<number>()
  #verified: number

  private constructor(shape: PieceFileShape, film: FileHandle, slotsFile: FileHandle, hashes: Buffer) {
    this.size = shape.size
    this.pieceBytes = shape.pieceBytes
    this.pieceCount = pieceCount(shape.size, shape.pieceBytes)
    this.#film = film
    this.#slotsFile = slotsFile
    this.#hashes = hashes
    this.#verified = piecesThere({ ...shape, hashes }).length
  }

  /** Opens a film's file and its slots, made where they are missing; where they are of another shape all pieces are missing. */
  static async open(path: string, shape: PieceFileShape): Promise<PieceFile> {
    const flags = constants.O_RDWR | constants.O_CREAT
    const film = await open(path, flags)
    const slotsFile = await open(slotsPathOf(path), flags).catch((error: unknown) => giveUp(error, film))
    try {
      return new PieceFile(shape, film, slotsFile, await trustedHashes(shape, film, slotsFile))
    } catch (error) {
      return giveUp(error, film, slotsFile)
    }
  }

  /** Removes a film's file and its slots, those first. */
  static async remove(path: string): Promise<void> {
    await rm(slotsPathOf(path), { force: true })
    await rm(path, { force: true })
  }

  /** How many pieces are there. */
  get verified(): number {
    return this.#verified
  }

  /** The hashes of all pieces one after the other, zeros for those that are missing. */
  get hashes(): Uint8Array {
    return Buffer.from(this.#hashes)
  }

  /** A piece's hash; undefined while it is missing. */
  hashOf(piece: number): Uint8Array | undefined {
    const slot = this.#slot(piece)
    return isHash(slot) ? Buffer.from(slot) : undefined
  }

  /** The numbers of the pieces that are missing. */
  missing(): number[] {
    const missing: number[] = []
    for (let piece = 0; piece < this.pieceCount; piece++) if (!isHash(this.#slot(piece))) missing.push(piece)
    return missing
  }

  /**
   * Writes a piece and records it where it has this hash; false where it hasn't, and it is missing then. A piece that is
   * there with this hash stays as it is, whatever comes. Throws what `chunks` throws, and RangeError where they are more
   * than the piece has. Different pieces may be written at once; the same piece is written once after the other.
   */
  async write(piece: number, hash: Uint8Array, chunks: AsyncIterable<readonly Buffer[]>): Promise<boolean> {
    let isTaken = false
    const isRight = await this.fill(piece, hash, (film, { offset, length }) => {
      isTaken = true
      return writePieces(film, offset, length, atMost(length, chunks))
    })
    if (!isTaken) for await (const _ of chunks);
    return isRight
  }

  /** As `write`, for bytes that `bring` writes to their place, which answers their hash. */
  async fill(
    piece: number,
    hash: Uint8Array,
    bring: (film: FileHandle, range: PieceRange) => Promise<Uint8Array>,
  ): Promise<boolean> {
    return this.#turns.take(piece, async () => {
      // No piece has the hash that stands for a missing one.
      if (this.hashOf(piece) !== undefined && Buffer.compare(this.#slot(piece), hash) === 0) return true
      await this.#clear(piece)
      const range = pieceRange(piece, this.size, this.pieceBytes)
      const isRight = Buffer.compare(await bring(this.#film, range), hash) === 0
      if (isRight) await this.#record(piece, hash)
      return isRight
    })
  }

  /** Makes a piece missing. */
  async forget(piece: number): Promise<void> {
    await this.#turns.take(piece, () => this.#clear(piece))
  }

  /**
   * Makes the pieces that are there safe on the disk, and then what is known of them; where it throws, the file is never to
   * be trusted again: close and remove it.
   */
  async flush(): Promise<void> {
    await syncFile(this.#film)
    await syncFile(this.#slotsFile)
  }

  /** Fills a buffer from a place in the film and answers how many bytes it got. */
  async read(into: Buffer, position: number): Promise<number> {
    return (await this.#film.read(into, 0, into.length, position)).bytesRead
  }

  /** Closes both files, once no write is under way. */
  async close(): Promise<void> {
    await this.#turns.ended()
    await this.#film.close()
    await this.#slotsFile.close()
  }

  async #record(piece: number, hash: Uint8Array): Promise<void> {
    await this.#slotsFile.write(hash, 0, hashBytes, slotOffset(piece))
    this.#slot(piece).set(hash)
    this.#verified++
  }

  async #clear(piece: number): Promise<void> {
    const slot = this.#slot(piece)
    if (!isHash(slot)) return
    slot.fill(0)
    this.#verified--
    await this.#slotsFile.write(slot, 0, hashBytes, slotOffset(piece))
  }

  #slot(piece: number): Buffer {
    return this.#hashes.subarray(piece * hashBytes, (piece + 1) * hashBytes)
  }
}

async function* atMost(
  most: number,
  chunks: AsyncIterable<readonly Buffer[]>,
): AsyncGenerator<readonly Buffer[]> {
  let bytes = 0
  for await (const buffers of chunks) {
    for (const { length } of buffers) bytes += length
    if (bytes > most) throw new RangeError(`the piece has ${most} bytes and no more`)
    yield buffers
  }
}

/** The hashes of the pieces that are there, after what has to be done to the files before that can be relied on. */
async function trustedHashes(
  shape: PieceFileShape,
  film: FileHandle,
  slotsFile: FileHandle,
): Promise<Buffer> {
  const { size, pieceBytes } = shape
  const found = parseSlots(await slotsFile.readFile())
  const isWhole = (await film.stat()).size === size
  const cacheId = await cacheIdOf(film)
  if (found?.size !== size || found.pieceBytes !== pieceBytes || !isWhole) {
    await slotsFile.truncate(0)
    if (!isWhole) await film.truncate(size)
    const none = Buffer.alloc(pieceCount(size, pieceBytes) * hashBytes)
    await writeSlots(shape, slotsFile, none, cacheId)
    return none
  }
  const hashes = Buffer.from(found.hashes)
  if (found.cacheId.equals(cacheId)) return hashes
  for (let piece = 0; piece < pieceCount(size, pieceBytes); piece++) {
    const slot = hashes.subarray(piece * hashBytes, (piece + 1) * hashBytes)
    if (!isHash(slot)) continue
    const now = await hashRange(film, pieceRange(piece, size, pieceBytes))
    if (!now.equals(slot)) slot.fill(0)
  }
  await writeSlots(shape, slotsFile, hashes, cacheId)
  return hashes
}

async function writeSlots(
  shape: PieceFileShape,
  slotsFile: FileHandle,
  hashes: Buffer,
  cacheId: Uint8Array,
): Promise<void> {
  // The header last: with it the slots count as looked at since the disk was mounted.
  await slotsFile.write(hashes, 0, hashes.length, slotOffset(0))
  const header = slotsHeader(shape, cacheId)
  await slotsFile.write(header, 0, header.length, 0)
}

async function giveUp(error: unknown, ...files: readonly FileHandle[]): Promise<never> {
  for (const file of files) await file.close()
  throw error
}
