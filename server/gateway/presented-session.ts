import type { FastifyRequest } from "fastify"
import { cookieOf } from "./cookies.ts"

const bearer = /^Bearer ([A-Za-z0-9_-]{1,128})$/i

/** The session that an HTTP request presents: as a bearer token, else in its cookie. */
export function presentedSession(request: FastifyRequest): string | undefined {
  return bearerToken(request) ?? cookieOf(request, "session")
}

/** The session that an HTTP request presents as a bearer token. */
export function bearerToken({ headers }: FastifyRequest): string | undefined {
  return headers.authorization === undefined ? undefined : bearer.exec(headers.authorization)?.[1]
}
