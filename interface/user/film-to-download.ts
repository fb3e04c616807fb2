import { DownloadRecord } from "../../db/download-record.ts"
import { Movie } from "../../db/movie.ts"
import type { Session } from "../context.ts"
import { Failure } from "../failure.ts"
import { hasBought } from "../money/already-bought.ts"

/**
 * The film of a download that begins, or goes on under an unfinished record of the member's own, which is answered as `known`;
 * throws Failure NO_SUCH_MOVIE or NO_SUCH_DOWNLOAD.
 */
export async function filmToDownload(
  session: Session,
  movie_id: number,
  download_id: number | undefined,
): Promise<{ movie: Movie; known: DownloadRecord | undefined }> {
  const known = download_id === undefined ? undefined : await ownDownload(session, movie_id, download_id)
  const movie = await Movie.first({ id: movie_id, purge_time: null })
  if (movie === undefined) throw new Failure("NO_SUCH_MOVIE")
  // From the trash, while its bytes are there: what somebody began to download before, or bought.
  const isTheirs = !movie.is_delete || known !== undefined || (await hasBought(session.userId, movie_id))
  if (!isTheirs) throw new Failure("NO_SUCH_MOVIE")
  return { movie, known }
}

async function ownDownload(session: Session, movie_id: number, id: number): Promise<DownloadRecord> {
  // With a finished one nobody may go on: it would spare every download of the film its wait.
  const own = { id, movie_id, user_id: session.userId, is_finished: false }
  const record = await DownloadRecord.first(own)
  if (record === undefined) throw new Failure("NO_SUCH_DOWNLOAD")
  return record
}
