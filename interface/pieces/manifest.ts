import { blake3 } from "@napi-rs/blake-hash"

/** Bytes of a BLAKE3 hash. */
export const hashBytes = 32

/** Pieces that a film has at most. */
export const mostPieces = 8192

/** What a film is made of: `hashes` are the BLAKE3 hashes of its pieces, one after the other. */
export type Manifest = { readonly size: number; readonly pieceBytes: number; readonly hashes: Uint8Array }

/** Where a piece lies in its film, in bytes. */
export type PieceRange = { readonly offset: number; readonly length: number }

/** The piece size of a film of `size` bytes: `least`, doubled until there are no more than 8,192 pieces. */
export function pieceBytesFor(size: number, least: number): number {
  let bytes = least
  while (bytes * mostPieces < size) bytes *= 2
  return bytes
}

/** How many pieces a film has; an empty one has none. */
export function pieceCount(size: number, pieceBytes: number): number {
  return Math.ceil(size / pieceBytes)
}

/** Where piece `index` lies, counted from 0; the last one may be shorter. */
export function pieceRange(index: number, size: number, pieceBytes: number): PieceRange {
  const offset = index * pieceBytes
  return { offset, length: Math.min(pieceBytes, size - offset) }
}

/**
 * What a film is as content: the BLAKE3 hash, in hexadecimal, of its manifest's text. The text is UTF-8 with a line feed after
 * each line: "reelwire manifest 1", "size N", "piece_size N", and then each piece's hash in lower-case hexadecimal.
 */
export function contentIdOf({ size, pieceBytes, hashes }: Manifest): string {
  const lines = ["reelwire manifest 1", `size ${size}`, `piece_size ${pieceBytes}`]
  for (let at = 0; at < hashes.length; at += hashBytes) lines.push(hexOf(hashes.subarray(at, at + hashBytes)))
  return blake3(`${lines.join("\n")}\n`).toString("hex")
}

/** A hash in lower-case hexadecimal. */
export function hexOf(hash: Uint8Array): string {
  return Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength).toString("hex")
}
