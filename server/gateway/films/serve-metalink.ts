import { create } from "content-disposition"
import type { FastifyReply } from "fastify"
import type { App } from "../../app.ts"
import { rangeBeginner } from "./begin-range.ts"
import { filmFileName } from "./film-file-name.ts"
import { filmPath } from "./film-links.ts"
import { handOver } from "./hand-over.ts"
import { metalink } from "./metalink.ts"
import type { OpenDownloads } from "./open-downloads.ts"
import { openFilm, refuseFilm } from "./open-film.ts"
import type { FilmRequest } from "./who-fetches.ts"

/**
 * Answers with a Metalink of a film, whose address in it is a link: that of the request, which gets no new time by it, or one of a
 * download that begins.
 */
export async function serveMetalink(
  app: App,
  downloads: OpenDownloads,
  request: FilmRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { fetching, movie } = await openFilm(app, request, reply)
  const { session, linkedId } = fetching
  let path = filmPath(movie.id, String(request.query.link))
  if (linkedId === undefined) {
    const begin = rangeBeginner(app, downloads, fetching, movie)
    const answer = await begin({ offset: 0, length: movie.size })
    if (answer.film === undefined) return refuseFilm(reply, answer)
    const downloadId = answer.film.download.id
    await handOver(app, answer)
    path = await app.filmLinks.make({ movieId: movie.id, downloadId, userId: session.userId })
  }
  const url = (app.settings.publicUrl || `${request.protocol}://${request.host}`).replace(/\/$/, "") + path
  const name = filmFileName(movie.name)
  return reply
    .headers({
      "content-type": "application/metalink4+xml; charset=utf-8",
      "content-disposition": create(`${name}.meta4`),
      "cache-control": "private, no-store",
    })
    .send(metalink({ name, size: movie.size, sha256: movie.sha256, url }))
}
