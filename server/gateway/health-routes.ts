import type { FastifyInstance } from "fastify"
import type { App } from "../app.ts"
import { Readiness } from "../readiness.ts"

/** Whether a request is a machine's that looks after this one. */
export function isHealthRoute(url: string): boolean {
  return /^\/(?:healthz|readyz|metrics)(?:\?|$)/.test(url)
}

/**
 * GET /healthz: the process answers; it touches nothing, so that a slow database gets no server killed. GET /readyz: it can serve,
 * or 503 and what it lacks, which is also what it says while it stops: nobody should be sent to it then.
 */
export function healthRoutes(gateway: FastifyInstance, app: App): void {
  const readiness = new Readiness(app)
  gateway.get("/healthz", (_, reply) => reply.header("cache-control", "no-store").send({ alive: true }))
  gateway.get("/readyz", async (_, reply) => {
    const lacking = await readiness.lacking()
    const isReady = lacking.length === 0
    return reply
      .code(isReady ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ ready: isReady, lacking })
  })
}
