import { setTimeout as delay } from "node:timers/promises"
import type { FastifyReply } from "fastify"
import type { Movie } from "../../../db/movie.ts"
import type { FilmReply } from "../../../interface/message.ts"
import type { App } from "../../app.ts"
import type { FilmHeaders } from "./film-headers.ts"

/**
 * Has the proxy in front send a film by itself, ranges and their conditions included, after the wait that the download has. This
 * server learns no more of it: its slot is kept for the moment that it is kept between two ranges, its bytes are not counted, and
 * the person's rate holds for each connection by itself.
 */
export async function sendByProxy(
  app: App,
  reply: FastifyReply,
  {
    headers,
    movie,
    gone,
  }: { readonly headers: FilmHeaders; readonly movie: Movie; readonly gone: AbortSignal },
  film: FilmReply,
): Promise<void> {
  const { waitMs, payer, handedOver } = film
  try {
    if (waitMs > 0) await delay(waitMs, undefined, { signal: gone }).catch(() => undefined)
    const { downloadBytesPerSVip, downloadBytesPerS } = app.settings
    const rate = payer.isVip ? downloadBytesPerSVip : downloadBytesPerS
    redirect(app, reply, headers, movie)
      .header("x-accel-limit-rate", rate || "off")
      .send()
  } finally {
    handedOver()
    await film.film.close()
  }
}

/**
 * What has nginx answer from the films' folder, with the tag of the film's content as its own (deploy/nginx/); that it takes
 * ranges it says by itself.
 */
export function redirect(
  { settings }: App,
  reply: FastifyReply,
  { "accept-ranges": _, ...headers }: FilmHeaders,
  { stored_name }: Movie,
): FastifyReply {
  return reply
    .headers(headers)
    .header("x-accel-redirect", settings.accelPrefix + encodeURIComponent(stored_name))
}
