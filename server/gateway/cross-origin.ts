import type { FastifyInstance } from "fastify"

/** For how long a browser need not ask again what another origin's page may do. */
const maxAgeS = 600

/** Lets pages of these origins read what they are answered, and send what a page of our own may (the Fetch Standard's CORS). */
export function answerOtherOrigins(gateway: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return
  gateway.addHook("onRequest", async (request, reply) => {
    // What a browser keeps for one origin, or for none, isn't for the other.
    reply.header("vary", "Origin")
    const { origin } = request.headers
    if (origin === undefined || !origins.includes(origin)) return undefined
    reply.header("access-control-allow-origin", origin).header("access-control-allow-credentials", "true")
    reply.header("access-control-expose-headers", "etag, retry-after")
    const isAsking = request.method === "OPTIONS" && "access-control-request-method" in request.headers
    if (!isAsking) return undefined
    return reply
      .code(204)
      .header("access-control-allow-methods", "GET, HEAD, POST, DELETE")
      .header("access-control-allow-headers", "authorization, content-type, if-none-match, range")
      .header("access-control-max-age", maxAgeS)
      .send()
  })
}
