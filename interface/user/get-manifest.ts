import { z } from "zod"
import { Failure } from "../failure.ts"
import { count, pieceNumber, piecePageLimit, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { hexOf } from "../pieces/content-id.ts"
import { hashBytes, pieceCount } from "../pieces/manifest.ts"
import { filmToDownload } from "./film-to-download.ts"

/** get_manifest: the hashes of a film's pieces. */
export const getManifest = message(
  "get_manifest",
  {
    doc: "Tells what a film is made of: the BLAKE3 hashes of its pieces, a page at a time.",
    access: "member",
    reads: true,
    request: {
      movie_id: rowId(),
      first_piece: pieceNumber.default(0).describe("next_piece of the page before"),
      limit: piecePageLimit,
      download_id: rowId().optional().describe("an unfinished download: then of a film in the trash as well"),
    },
    reply: {
      file_name: z.string().describe("the film's name, for showing; never to be trusted as a path"),
      film_size: count.describe("bytes of the film"),
      content_id: z.string().describe("the hash over the manifest"),
      piece_size: count,
      piece_count: count,
      hashes: z.array(z.string()).describe("from first_piece on"),
      next_piece: pieceNumber.nullable().describe("null on the last page"),
      sha256: z.string().nullable().describe("of the whole film; null until it is worked out"),
    },
    done: { en: "Here is the film's manifest.", zh: "获取影片清单成功" },
    fails: ["NO_SUCH_MOVIE", "NO_SUCH_DOWNLOAD", "MANIFEST_PENDING", "FILM_DAMAGED"],
  },
  async ({ session, store }, { movie_id, first_piece, limit, download_id }) => {
    const { movie } = await filmToDownload(session, movie_id, download_id)
    if (movie.damage_time !== null) throw new Failure("FILM_DAMAGED")
    const { content_id } = movie
    const manifest = content_id === null ? undefined : await store.manifest(movie.stored_name)
    if (content_id === null || manifest === undefined) throw new Failure("MANIFEST_PENDING")
    const pieces = pieceCount(manifest.size, manifest.pieceBytes)
    const next = first_piece + limit
    return {
      file_name: movie.name,
      film_size: manifest.size,
      content_id,
      piece_size: manifest.pieceBytes,
      piece_count: pieces,
      hashes: hashesIn(manifest.hashes.subarray(first_piece * hashBytes, next * hashBytes)),
      next_piece: next < pieces ? next : null,
      sha256: movie.sha256,
    }
  },
)

function hashesIn(hashes: Uint8Array): string[] {
  return Array.from({ length: hashes.length / hashBytes }, (_, piece) =>
    hexOf(hashes.subarray(piece * hashBytes, (piece + 1) * hashBytes)),
  )
}
