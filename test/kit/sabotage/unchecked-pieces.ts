import { blake3 } from "@napi-rs/blake-hash"
import * as real from "../../../interface/pieces/piece-file.ts"

export const slotsPathOf = real.slotsPathOf
export const PieceFile = real.PieceFile
export type PieceFile = real.PieceFile

const write = PieceFile.prototype.write

/** Takes whatever comes for the piece that was meant. */
PieceFile.prototype.write = async function (this: PieceFile, piece, _hash, chunks) {
  const buffers: Buffer[] = []
  for await (const some of chunks) for (const buffer of some) buffers.push(Buffer.from(buffer))
  const all = async function* (): AsyncGenerator<readonly Buffer[]> {
    yield buffers
  }
  return write.call(this, piece, blake3(Buffer.concat(buffers)), all())
}
