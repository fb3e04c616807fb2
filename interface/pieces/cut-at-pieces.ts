/** Buffers that belong to one piece. */
export type PiecePart = { readonly buffers: Buffer[]; bytes: number }

/** Cuts buffers that lie one after the other in a film, from `position` on, where its pieces end. */
export function cutAtPieces(buffers: readonly Buffer[], position: number, pieceBytes: number): PiecePart[] {
  const parts: PiecePart[] = []
  let at = position
  for (const buffer of buffers) {
    for (let from = 0; from < buffer.length; ) {
      const inPiece = at % pieceBytes
      let part = parts.at(-1)
      if (part === undefined || inPiece === 0) {
        part = { buffers: [], bytes: 0 }
        parts.push(part)
      }
      const cut = buffer.subarray(from, from + pieceBytes - inPiece)
      part.buffers.push(cut)
      part.bytes += cut.length
      from += cut.length
      at += cut.length
    }
  }
  return parts
}
