import type { FileHandle } from "node:fs/promises"
import { cutAtPieces } from "./cut-at-pieces.ts"
import { PieceWriter } from "./piece-writer.ts"

/**
 * Writes bytes to a place in a file as they come, and answers the BLAKE3 hashes of their pieces of `pieceBytes`, one after the
 * other; the last piece may be shorter. `written` is told of bytes as they are written.
 */
export async function writePieces(
  file: FileHandle,
  offset: number,
  pieceBytes: number,
  chunks: AsyncIterable<readonly Buffer[]>,
  written: (bytes: number) => void = () => undefined,
): Promise<Buffer> {
  const hashes: Buffer[] = []
  const writer = new PieceWriter(file, offset)
  let bytes = 0
  for await (const buffers of chunks) {
    for (const part of cutAtPieces(buffers, bytes, pieceBytes)) {
      await writer.write(part.buffers)
      bytes += part.bytes
      written(part.bytes)
      if (bytes % pieceBytes === 0) hashes.push(writer.digest())
    }
  }
  if (bytes % pieceBytes !== 0) hashes.push(writer.digest())
  return Buffer.concat(hashes)
}
