import { blake3 } from "@napi-rs/blake-hash"
import type { Film } from "./films.ts"
import type { Peer, Reply } from "./peer.ts"
import { listIn, numberIn } from "./people.ts"

/** An upload that was begun, or is gone on with. */
export type Begun = { readonly film: Film; readonly upload_id: number; readonly pieceBytes: number }

/**
 * Uploads a film piece by piece over the connections of one admin, written from PROTOCOL.md alone: begins or goes on with it,
 * asks what is missing, sends that, and finishes; answers the film's id.
 */
export async function uploadInPieces(peers: readonly [Peer, ...Peer[]], film: Film): Promise<number> {
  const begun = await beginInPieces(peers[0], film)
  const missing = await missingPieces(peers[0], begun.upload_id)
  await Promise.all(
    peers.map(async (peer) => {
      for (let piece = missing.shift(); piece !== undefined; piece = missing.shift())
        await sendPiece(peer, begun, piece)
    }),
  )
  return numberIn(await peers[0].ok({ type: "finish_upload", upload_id: begun.upload_id }), "movie_id")
}

/** Begins an upload, or goes on with it. */
export async function beginInPieces(peer: Peer, film: Film): Promise<Begun> {
  const { file_name, file_size: film_size, file_md5, is_free } = film.request
  const started = await peer.ok({ type: "start_upload", file_name, film_size, file_md5, is_free })
  return {
    film,
    upload_id: numberIn(started, "upload_id"),
    pieceBytes: numberIn(started, "piece_size"),
  }
}

/** Sends one piece; it has to be taken. */
export function sendPiece(peer: Peer, { film, upload_id, pieceBytes }: Begun, piece: number): Promise<Reply> {
  const bytes = film.bytes.subarray(piece * pieceBytes, (piece + 1) * pieceBytes)
  const hash = blake3(bytes).toString("hex")
  return peer.ok({ type: "send_piece", upload_id, piece, hash, file_size: bytes.length }, bytes)
}

/** The numbers of the pieces that are missing of an upload. */
export async function missingPieces(peer: Peer, upload_id: number): Promise<number[]> {
  const missing: number[] = []
  for (let first_piece: number | null = 0; first_piece !== null; ) {
    const page = await peer.ok({ type: "check_upload", upload_id, first_piece })
    for (const [at, hash] of listIn(page, "pieces").entries())
      if (hash === null) missing.push(first_piece + at)
    first_piece = page.next_piece === null ? null : numberIn(page, "next_piece")
  }
  return missing
}
