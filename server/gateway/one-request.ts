import type { FastifyReply, FastifyRequest } from "fastify"
import type { Peer } from "../../interface/context.ts"
import { countedAddress } from "../address-counts.ts"
import type { App } from "../app.ts"

/** An HTTP request as the connection that a message comes over: there for as long as the request is. */
export class OneRequest implements Peer {
  readonly connectionId: number
  readonly address: string
  failedLogins = 0
  isLoggedIn = false
  readonly isOneRequest = true
  readonly #reply: FastifyReply
  #gone: AbortController | undefined

  constructor(app: App, request: FastifyRequest, reply: FastifyReply) {
    this.connectionId = app.newConnectionId()
    this.address = countedAddress(request.ip)
    this.#reply = reply
  }

  /** Made for whoever asks: most requests are answered before anybody could. */
  get gone(): AbortSignal {
    if (this.#gone === undefined) {
      const gone = new AbortController()
      this.#gone = gone
      const { raw } = this.#reply
      if (raw.destroyed) gone.abort()
      else raw.once("close", () => gone.abort())
    }
    return this.#gone.signal
  }

  push(): boolean {
    return false
  }
}
