import type { CookieSerializeOptions } from "@fastify/cookie"
import type { FastifyReply, FastifyRequest } from "fastify"

const dayS = 86_400

/** What the gateway keeps in a browser: who is logged in, and what lets that browser log in again by itself. */
type CookieKind = "session" | "device"

/** A cookie's name; under TLS a prefix has the browser hold it to this host, this path and TLS (RFC 6265bis). */
function cookieName(request: FastifyRequest, kind: CookieKind): string {
  return `${request.protocol === "https" ? "__Host-" : ""}reelwire-${kind}`
}

/** What a request's cookie of a kind holds. */
export function cookieOf(request: FastifyRequest, kind: CookieKind): string | undefined {
  return request.cookies[cookieName(request, kind)]
}

/** Sets a cookie: until the browser is closed, or for so many days. */
export function keepCookie(reply: FastifyReply, kind: CookieKind, value: string, days?: number): void {
  const { request } = reply
  const age = days === undefined ? {} : { maxAge: days * dayS }
  reply.setCookie(cookieName(request, kind), value, { ...safely(request), ...age })
}

/** Has the browser forget a cookie. */
export function dropCookie(reply: FastifyReply, kind: CookieKind): void {
  reply.clearCookie(cookieName(reply.request, kind), safely(reply.request))
}

/** Not for scripts, not sent by other sites' pages, and under TLS alone where there is TLS. */
function safely(request: FastifyRequest): CookieSerializeOptions {
  return { path: "/", httpOnly: true, sameSite: "strict", secure: request.protocol === "https" }
}
