import type { FastifyReply } from "fastify"
import type { Movie } from "../../../db/movie.ts"
import { describeFailure, Failure } from "../../../interface/failure.ts"
import { filmToDownload } from "../../../interface/user/film-to-download.ts"
import type { App } from "../../app.ts"
import type { Answer } from "../../dispatch.ts"
import { answerWith } from "../answer-with.ts"
import { type Fetching, type FilmRequest, movieIdOf, whoFetches } from "./who-fetches.ts"

/** When to come again while all is taken, in seconds. */
const retryAfterS = 10

/** Who asks for a film, and what is known of it; throws what keeps them from fetching it, but for its price. */
export async function openFilm(
  app: App,
  request: FilmRequest,
  reply: FastifyReply,
): Promise<{ readonly fetching: Fetching; readonly movie: Movie }> {
  const fetching = await whoFetches(app, request, reply)
  const { movie } = await filmToDownload(fetching.session, movieIdOf(request), fetching.linkedId)
  if (movie.damage_time !== null) throw new Failure("FILM_DAMAGED")
  return { fetching, movie }
}

/** Answers with what download_movie said instead of a film. */
export function refuseFilm(reply: FastifyReply, answer: Answer): FastifyReply {
  const { code } = answer
  if (code !== 0 && describeFailure(code).httpStatus === 503) reply.header("retry-after", retryAfterS)
  return answerWith(reply, answer)
}
