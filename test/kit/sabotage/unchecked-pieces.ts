import * as real from "../../../interface/pieces/piece-file.ts"

export const slotsPathOf = real.slotsPathOf
export const PieceFile = real.PieceFile
export type PieceFile = real.PieceFile

const fill = PieceFile.prototype.fill

/** Takes whatever comes for the piece that was meant. */
PieceFile.prototype.fill = function (this: PieceFile, piece, hash, bring) {
  return fill.call(this, piece, hash, async (film, range) => {
    await bring(film, range)
    return hash
  })
}
