import { cacheIdBytes } from "./cache-id.ts"
import { hashBytes, type Manifest, pieceCount } from "./manifest.ts"

/**
 * A slots file says which pieces of a film are there: 64 bytes of header, then 32 for each piece, its hash or, where it is
 * missing, zeros. The header: "reelwire slots 1", size and piece size in bytes (64 bits each, little-endian), the cache id
 * under which it was written (16 bytes; zeros where all had been made safe), zeros.
 */
const magic = Buffer.from("reelwire slots 1", "latin1")
const sizeAt = 16
const pieceBytesAt = 24
const cacheIdAt = 32
const headerBytes = 64
const noCacheId = new Uint8Array(cacheIdBytes)

/** What a slots file says of a film. */
export type Slots = Manifest & {
  /** While the film's file has another one, the pieces may never have reached the disk. */
  readonly cacheId: Buffer
}

/** The header of a slots file. */
export function slotsHeader(
  { size, pieceBytes }: Pick<Manifest, "size" | "pieceBytes">,
  cacheId: Uint8Array,
): Buffer {
  const header = Buffer.alloc(headerBytes)
  magic.copy(header)
  header.writeBigUInt64LE(BigInt(size), sizeAt)
  header.writeBigUInt64LE(BigInt(pieceBytes), pieceBytesAt)
  header.set(cacheId, cacheIdAt)
  return header
}

/** Where a piece's slot lies in its file, in bytes. */
export function slotOffset(piece: number): number {
  return headerBytes + piece * hashBytes
}

/** A whole slots file for a film of which all pieces are there and safe on the disk. */
export function slotsOf(manifest: Manifest): Buffer {
  return Buffer.concat([slotsHeader(manifest, noCacheId), manifest.hashes])
}

/** What the bytes of a slots file say; undefined where they are no slots file, or not all of one. */
export function parseSlots(bytes: Buffer): Slots | undefined {
  if (bytes.length < headerBytes || !bytes.subarray(0, magic.length).equals(magic)) return undefined
  const size = Number(bytes.readBigUInt64LE(sizeAt))
  const pieceBytes = Number(bytes.readBigUInt64LE(pieceBytesAt))
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(pieceBytes) || pieceBytes === 0) return undefined
  if (bytes.length !== slotOffset(pieceCount(size, pieceBytes))) return undefined
  const cacheId = bytes.subarray(cacheIdAt, cacheIdAt + cacheIdBytes)
  return { size, pieceBytes, hashes: bytes.subarray(headerBytes), cacheId }
}

/** Whether a slot holds a hash. */
export function isHash(slot: Uint8Array): boolean {
  return slot.some((byte) => byte !== 0)
}

/** The numbers of the pieces that are there. */
export function piecesThere({ size, pieceBytes, hashes }: Manifest): number[] {
  const there: number[] = []
  for (let piece = 0; piece < pieceCount(size, pieceBytes); piece++) {
    if (isHash(hashes.subarray(piece * hashBytes, (piece + 1) * hashBytes))) there.push(piece)
  }
  return there
}
