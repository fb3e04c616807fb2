import type { FileHandle } from "node:fs/promises"
import type { IncomingFilm } from "../../interface/film.ts"
import { writePieces } from "../../interface/pieces/write-pieces.ts"

/**
 * Brings film bytes to a place in a file, the shortest way that there is; answers the hashes of their pieces of
 * `pieceBytes`, one after the other. `written` is told of bytes as they are written.
 */
export function bring(
  film: IncomingFilm,
  file: FileHandle,
  offset: number,
  pieceBytes: number,
  written?: (bytes: number) => void,
): Promise<Buffer> {
  return film.copyTo === undefined
    ? writePieces(file, offset, pieceBytes, film.chunks(), written)
    : film.copyTo(file, offset, pieceBytes, written)
}
