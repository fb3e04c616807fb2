import type { FastifyInstance, FastifyReply } from "fastify"
import type { App } from "../../app.ts"
import { track } from "../under-way.ts"
import { hasTurn } from "./has-turn.ts"
import { OpenDownloads } from "./open-downloads.ts"
import { serveFile } from "./serve-file.ts"
import { serveMetalink } from "./serve-metalink.ts"
import type { FilmRequest } from "./who-fetches.ts"

/** Answers a request for a film, or for what is told of one; runs inside the database. */
type Serve = (
  app: App,
  downloads: OpenDownloads,
  request: FilmRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>

/** GET and HEAD /films/<id>/file and /films/<id>.meta4: films, to whoever has a link to one or is logged in. */
export function filmRoutes(gateway: FastifyInstance, app: App): void {
  const downloads = new OpenDownloads()
  const route =
    (serve: Serve) =>
    async (request: FilmRequest, reply: FastifyReply): Promise<FastifyReply> => {
      // Another answer may be on its way on the same connection, past which no film can be sent.
      if (!(await hasTurn(reply.raw, request.raw.socket))) return reply.hijack()
      return track(
        app,
        app.database.run(() => serve(app, downloads, request, reply)),
      )
    }
  // What Fastify makes of a GET for HEAD says that nothing would come.
  gateway.route({ method: ["GET", "HEAD"], url: "/films/:id/file", handler: route(serveFile) })
  gateway.get("/films/:id(^\\d+).meta4", route(serveMetalink))
}
