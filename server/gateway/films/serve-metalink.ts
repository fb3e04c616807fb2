import { create } from "content-disposition"
import type { FastifyReply } from "fastify"
import type { App } from "../../app.ts"
import { recordAnswer } from "../../record-answer.ts"
import { rangeBeginner } from "./begin-range.ts"
import { filmFileName } from "./film-file-name.ts"
import { filmPath } from "./film-links.ts"
import { linkInstead } from "./hand-over.ts"
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
  const startMs = performance.now()
  const { fetching, movie } = await openFilm(app, request, reply)
  const { session, linkedId } = fetching
  let path: string
  if (linkedId !== undefined) path = filmPath(movie.id, String(request.query.link))
  else {
    const begin = rangeBeginner(app, downloads, fetching, movie)
    const answer = await begin({ offset: 0, length: movie.size })
    recordAnswer(app, answer, { way: "http", session, startMs })
    if (answer.film === undefined) return refuseFilm(reply, answer)
    path = await linkInstead(app, answer.film)
  }
  const url = (app.settings.publicUrl || `${request.protocol}://${request.host}`).replace(/\/+$/, "") + path
  const name = filmFileName(movie.name)
  return reply
    .headers({
      "content-type": "application/metalink4+xml; charset=utf-8",
      "content-disposition": create(`${name}.meta4`),
      "cache-control": "private, no-store",
    })
    .send(metalink({ name, size: movie.size, sha256: movie.sha256, url }))
}
