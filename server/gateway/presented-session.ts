import type { FastifyRequest } from "fastify"

const bearer = /^Bearer ([A-Za-z0-9_-]{1,128})$/i

/** The session's cookie; under TLS its name has the browser hold it to this host, this path and TLS. */
export function sessionCookie(request: FastifyRequest): string {
  return request.protocol === "https" ? "__Host-reelwire-session" : "reelwire-session"
}

/** The session that an HTTP request presents: as a bearer token, else in its cookie. */
export function presentedSession(request: FastifyRequest): string | undefined {
  const token = bearer.exec(request.headers.authorization ?? "")?.[1]
  return token ?? request.cookies[sessionCookie(request)]
}
