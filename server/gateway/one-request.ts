import type { FastifyReply, FastifyRequest } from "fastify"
import type { Peer } from "../../interface/context.ts"
import { countedAddress } from "../address-counts.ts"
import type { App } from "../app.ts"

/** An HTTP request as the connection that a message comes over: there for as long as the request is. */
export function oneRequest(app: App, request: FastifyRequest, reply: FastifyReply): Peer {
  const gone = new AbortController()
  reply.raw.once("close", () => gone.abort())
  return {
    connectionId: app.newConnectionId(),
    address: countedAddress(request.ip),
    failedLogins: 0,
    isLoggedIn: false,
    isOneRequest: true,
    gone: gone.signal,
    push: () => false,
  }
}
