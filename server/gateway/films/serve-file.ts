import type { FastifyReply } from "fastify"
import { Failure } from "../../../interface/failure.ts"
import { payForDownload } from "../../../interface/user/pay-for-download.ts"
import type { App } from "../../app.ts"
import { recordAnswer } from "../../record-answer.ts"
import { isKnown } from "../is-known.ts"
import { rangeBeginner } from "./begin-range.ts"
import { byteRanges } from "./byte-ranges.ts"
import { entityTag, filmHeaders } from "./film-headers.ts"
import { filmParts } from "./film-parts.ts"
import type { OpenDownloads } from "./open-downloads.ts"
import { openFilm, refuseFilm } from "./open-film.ts"
import { rangeHeader } from "./range-header.ts"
import { redirect, sendByProxy } from "./send-by-proxy.ts"
import { sendParts } from "./send-parts.ts"
import type { FilmRequest } from "./who-fetches.ts"

/** Answers a request for a film's bytes, all of them or ranges: each of these is one of download_movie's. */
export async function serveFile(
  app: App,
  downloads: OpenDownloads,
  request: FilmRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const startMs = performance.now()
  const { fetching, movie } = await openFilm(app, request, reply)
  const { session, linkedId, peer } = fetching
  const { settings } = app
  const headers = await filmHeaders(app, movie, request.query.download !== undefined)
  const tag = entityTag(movie)
  // It sees to ranges, and to their conditions.
  const isProxied = settings.accelPrefix !== ""
  if (isKnown(request, tag)) return reply.code(304).headers(headers).send()
  if (request.method === "HEAD") {
    if (linkedId === undefined) await payForDownload({ session, settings, movie, buysSeparately: true })
    if (isProxied) return redirect(app, reply, headers, movie).send()
    return reply.headers({ ...headers, "content-length": movie.size }).send()
  }
  const ranges = isProxied ? "whole" : byteRanges(rangeHeader(request, tag), movie.size)
  if (ranges === "none") {
    reply.header("content-range", `bytes */${movie.size}`)
    throw new Failure("BAD_RANGE", { size: movie.size })
  }
  const begin = rangeBeginner(app, downloads, fetching, movie)
  const parts = filmParts(headers, movie.size, ranges)
  const answer = await begin(parts.first)
  const { film: first } = answer
  if (first === undefined) {
    recordAnswer(app, answer, { way: "http", session, startMs })
    return refuseFilm(reply, answer)
  }
  let bytesOut: number | undefined
  if (isProxied) await sendByProxy(app, reply, { headers, movie, gone: peer.gone }, first)
  else bytesOut = await sendParts(app, reply, parts, { first, begin, gone: peer.gone })
  recordAnswer(app, answer, { way: "http", session, startMs, bytesOut })
  return reply
}
