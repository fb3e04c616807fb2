import { numberedFilm } from "./numbered-films.ts"
import type { Peer } from "./peer.ts"
import { logIn, upload } from "./people.ts"
import { uploadInPieces } from "./upload-in-pieces.ts"

/**
 * Uploads numbered films one after the other as "admin", the even ones by upload_movie and the odd ones piece by piece, of
 * these every other one over two connections; tells each that was acknowledged.
 */
export async function uploadFilms(
  connect: () => Promise<Peer>,
  numbers: readonly number[],
  acknowledged: (number: number, movieId: number) => void,
): Promise<void> {
  await using first = await connect()
  await using second = await connect()
  for (const peer of [first, second]) await logIn(peer, "admin", "admin")
  for (const number of numbers) {
    const film = numberedFilm(number)
    if (number % 2 === 0) acknowledged(number, await upload(first, film))
    else acknowledged(number, await uploadInPieces(number % 4 === 1 ? [first] : [first, second], film))
  }
}
