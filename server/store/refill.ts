import { Failure } from "../../interface/failure.ts"
import type { DraftPlan, FilmStore, OutgoingFilm } from "../../interface/film.ts"
import { hashBytes, type PieceRange, pieceCount, pieceRange } from "../../interface/pieces/manifest.ts"

const readBytes = 1024 * 1024

/** Fills a draft with what a stored film still has of what its manifest says; `signal` ends it early. */
export async function refill(
  store: Pick<FilmStore, "manifest" | "open" | "withDraft">,
  plan: DraftPlan,
  from: string,
  signal: AbortSignal,
): Promise<void> {
  const manifest = await store.manifest(from)
  if (manifest?.size !== plan.size || manifest.pieceBytes !== plan.pieceBytes) return
  const film = await store.open(from)
  try {
    await store.withDraft(plan, async (draft) => {
      for (let piece = 0; piece < pieceCount(plan.size, plan.pieceBytes); piece++) {
        if (signal.aborted) return
        if (draft.hashOf(piece) !== undefined) continue
        const hash = manifest.hashes.subarray(piece * hashBytes, (piece + 1) * hashBytes)
        const range = pieceRange(piece, plan.size, plan.pieceBytes)
        await draft
          .receive(piece, hash, { size: range.length, chunks: () => chunksOf(film, range) })
          .catch(ignoreWrongPiece)
      }
    })
  } finally {
    await film.close()
  }
}

function ignoreWrongPiece(error: unknown): void {
  if (!(error instanceof Failure && error.code === "WRONG_PIECE")) throw error
}

async function* chunksOf(
  film: OutgoingFilm,
  { offset, length }: PieceRange,
): AsyncGenerator<readonly Buffer[]> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(length, readBytes))
  for (let at = 0; at < length; ) {
    const bytes = await film.read(buffer.subarray(0, length - at), offset + at)
    if (bytes === 0) return
    yield [buffer.subarray(0, bytes)]
    at += bytes
  }
}
