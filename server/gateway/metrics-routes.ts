import type { FastifyInstance, FastifyRequest } from "fastify"
import { Histogram, Registry } from "prom-client"
import type { Settings } from "../../conf/settings.ts"
import { Failure } from "../../interface/failure.ts"
import { AddressRanges } from "../address-ranges.ts"
import type { App } from "../app.ts"
import { processMetrics } from "../metrics/process-metrics.ts"
import { serverRegistry } from "../metrics/server-registry.ts"

/** Seconds: from an answer out of memory to the last byte of a film. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600]

/** GET /metrics, in Prometheus' text format, for the addresses of the settings; and what it says of HTTP requests. */
export function metricsRoutes(gateway: FastifyInstance, app: App): void {
  const registry = serverRegistry(app, () => gateway.websocketServer.clients.size)
  const durations = new Histogram({
    name: "reelwire_http_request_duration_seconds",
    help: "HTTP requests, by route, method and status, and the time until their last byte was handed to the system.",
    labelNames: ["route", "method", "status"],
    buckets,
    registers: [registry],
  })
  gateway.addHook("onResponse", (request, reply, done) => {
    durations.observe(
      { route: routeOf(request), method: request.method, status: reply.statusCode },
      reply.elapsedTime / 1000,
    )
    done()
  })
  const mayAsk = mayAskForMetrics(app.settings)
  gateway.get("/metrics", async (request, reply) => {
    if (!mayAsk(request)) throw new Failure("NOT_ALLOWED")
    const texts = await Promise.all([registry, processMetrics()].map((each) => each.metrics()))
    return reply
      .type(Registry.PROMETHEUS_CONTENT_TYPE)
      .header("cache-control", "no-store")
      .send(texts.join("\n"))
  })
}

/** The route as it was declared: there are few of them, while addresses are as many as anybody likes. */
function routeOf({ routeOptions }: FastifyRequest): string {
  const { url } = routeOptions
  if (url === undefined) return "none"
  if (url.startsWith("/assets/")) return "/assets/*"
  // What messages do by type is counted as messages.
  return url.startsWith("/api/v1/") ? "/api/v1/:type" : url
}

/** Whoever comes through a proxy that nobody told us to trust may be anybody, whatever the proxy's address. */
function mayAskForMetrics({ metricsFrom, trustedProxies }: Settings): (request: FastifyRequest) => boolean {
  const allowed = new AddressRanges(metricsFrom)
  const proxies = new AddressRanges(trustedProxies)
  return ({ ip, headers, socket }) => {
    const isForwarded = headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined
    return allowed.has(ip) && (!isForwarded || proxies.has(socket.remoteAddress))
  }
}
