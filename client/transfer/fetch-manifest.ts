import { contentIdOf } from "../../interface/pieces/content-id.ts"
import { type Manifest, mostPieces, pieceCount } from "../../interface/pieces/manifest.ts"
import type { Answer, CallOptions, Remote } from "../remote.ts"
import { Trouble } from "../trouble.ts"

/** What the server says a film is made of, checked against the hash over all of it. */
export type FilmManifest = Manifest & { readonly fileName: string; readonly contentId: string }

const pageLimit = 1000

/**
 * Fetches a film's manifest page by page, of one in the trash as well where a download of it is named; throws Trouble
 * NOT_REELWIRE where the pages don't make the film they are said to.
 */
export async function fetchManifest(
  remote: Remote,
  movie_id: number,
  download_id: number | undefined,
  { signal }: CallOptions = {},
): Promise<FilmManifest> {
  const film = download_id === undefined ? { movie_id } : { movie_id, download_id }
  const pages: Answer<"get_manifest">[] = []
  for (let first_piece = 0; ; ) {
    const asked = { ...film, first_piece, limit: pageLimit }
    const page = await remote.call("get_manifest", asked, { signal })
    pages.push(page)
    first_piece += page.hashes.length
    if (page.next_piece === null) return joined(pages)
    if (page.next_piece !== first_piece || page.hashes.length === 0) throw new Trouble("NOT_REELWIRE")
  }
}

function joined(pages: readonly Answer<"get_manifest">[]): FilmManifest {
  const [first] = pages
  const texts = pages.flatMap(({ hashes }) => hashes)
  if (first === undefined || !texts.every((text) => /^[0-9a-f]{64}$/.test(text))) {
    throw new Trouble("NOT_REELWIRE")
  }
  const { file_name, film_size: size, piece_size: pieceBytes, content_id: contentId } = first
  const manifest = { size, pieceBytes, hashes: Buffer.from(texts.join(""), "hex") }
  const isWhole = texts.length === pieceCount(size, pieceBytes) && texts.length <= mostPieces
  if (!isWhole || contentIdOf(manifest) !== contentId) throw new Trouble("NOT_REELWIRE")
  return { ...manifest, fileName: file_name, contentId }
}
