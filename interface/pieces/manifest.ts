// Runs in a browser too: nothing of Node here.

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
 * The text over which a film's content is hashed, its pieces' hashes given in lower-case hexadecimal. It is UTF-8 with a line feed
 * after each line: "reelwire manifest 1", "size N", "piece_size N", and then each piece's hash.
 */
export function manifestText(
  { size, pieceBytes }: Pick<Manifest, "size" | "pieceBytes">,
  hashes: readonly string[],
): string {
  return `${["reelwire manifest 1", `size ${size}`, `piece_size ${pieceBytes}`, ...hashes].join("\n")}\n`
}
