import type { FastifyReply, FastifyRequest } from "fastify"
import type { Session } from "../../../interface/context.ts"
import { Failure } from "../../../interface/failure.ts"
import type { App } from "../../app.ts"
import { authorize } from "../../authorize.ts"
import { OneRequest } from "../one-request.ts"
import { sessionFor } from "../session-for.ts"

/** Who fetches a film, as which peer, and by the link of which download where they have one. */
export type Fetching = {
  readonly peer: OneRequest
  readonly session: Session
  readonly linkedId: number | undefined
}

/** The address of a film, or of what is told of one. */
export type FilmRequest = FastifyRequest<{
  Params: { id: string }
  Querystring: { link?: unknown; download?: unknown }
}>

/** The film that a request's path names; throws Failure NOT_FOUND where it is no number. */
export function movieIdOf({ params: { id } }: FilmRequest): number {
  if (!/^[1-9]\d{0,14}$/.test(id)) throw new Failure("NOT_FOUND")
  return Number(id)
}

/**
 * Who asks: whoever the request's link was made for, else whoever is logged in. Throws Failure BAD_LINK or NOT_LOGGED_IN. Called
 * inside the database.
 */
export async function whoFetches(app: App, request: FilmRequest, reply: FastifyReply): Promise<Fetching> {
  const peer = new OneRequest(app, request, reply)
  const { link } = request.query
  if (link !== undefined) {
    if (typeof link !== "string") throw new Failure("BAD_LINK")
    const { session, downloadId } = await app.filmLinks.read(movieIdOf(request), link)
    return { peer, session, linkedId: downloadId }
  }
  const token = await sessionFor(app, request, reply, "download_movie")
  const session = await authorize(app, peer, "member", token)
  if (session === undefined) throw new Failure("NOT_LOGGED_IN")
  return { peer, session, linkedId: undefined }
}
