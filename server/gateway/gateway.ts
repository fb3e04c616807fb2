import type { IncomingMessage } from "node:http"
import type { Socket } from "node:net"
import cookie from "@fastify/cookie"
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify"
import { Failure } from "../../interface/failure.ts"
import { AddressRanges } from "../address-ranges.ts"
import type { App } from "../app.ts"
import { readCertificate } from "../tls-certificate.ts"
import { taken } from "../unusable-setting.ts"
import { admitConnections } from "./admit-connections.ts"
import { apiRoutes } from "./api-routes.ts"
import { answerOtherOrigins } from "./cross-origin.ts"
import { filmRoutes } from "./films/film-routes.ts"
import { formBodies } from "./form-parts.ts"
import { healthRoutes, isHealthRoute } from "./health-routes.ts"
import { isAnswering } from "./is-answering.ts"
import { jsonBodies } from "./json-bodies.ts"
import { legacyRoutes } from "./legacy/legacy-routes.ts"
import { metricsRoutes } from "./metrics-routes.ts"
import { openApiRoutes } from "./openapi/openapi-routes.ts"
import { pageRoutes } from "./page-routes.ts"
import { posterRoutes } from "./poster-routes.ts"
import { limitRates } from "./rate-limit.ts"
import { refuse } from "./refuse.ts"
import { refuseUnreadable } from "./refuse-unreadable.ts"
import { refuseOtherSites } from "./same-site.ts"
import { refuseSecretsIn } from "./secret-in-url.ts"
import { sendSecurityHeaders } from "./security-headers.ts"
import { sessionRoutes } from "./session-routes.ts"
import { allDone } from "./under-way.ts"
import { LiveWebSockets } from "./ws/live-web-sockets.ts"
import { checkRoute, webSocketRoutes } from "./ws/web-socket-routes.ts"

/** The messages over HTTP and WebSocket, films by their links, and the page. */
export type Gateway = {
  readonly port: number
  /**
   * Lets what is under way finish for up to `drainS` seconds, and then cuts what is left. While that, or `others`, takes, it goes
   * on to say that the server is stopping.
   */
  close(drainS: number, others: Promise<void>): Promise<void>
}

/** Connections on which requests stay behind are looked for so often. */
const mostCheckMs = 1000

/** Listens on the port of the web page, beside a TCP port; rejects where it is taken. */
export async function startGateway(app: App, tcpPort: number): Promise<Gateway> {
  const { settings } = app
  const gateway = await makeServer(app)
  gateway.setErrorHandler((error, request, reply) => refuse(app, error, request, reply))
  const webSockets = await LiveWebSockets.open(gateway, app)
  await sendSecurityHeaders(gateway)
  await gateway.register(cookie)
  metricsRoutes(gateway, app)
  healthRoutes(gateway, app)
  // Before whatever may refuse a request: their pages read that, too.
  answerOtherOrigins(gateway, settings.webOrigins)
  gateway.addHook("onRequest", ({ url }, _, done) => {
    if (app.stopping.aborted && !isHealthRoute(url)) throw new Failure("STOPPING")
    done()
  })
  await limitRates(gateway, settings)
  gateway.addHook("onRequest", (request, _, done) => {
    refuseOtherSites(request, settings.webOrigins)
    refuseSecretsIn(request.url)
    done()
  })
  // Not before they are done with: the database and the store stay open for them.
  gateway.addHook("onClose", () => allDone(app))
  jsonBodies(gateway, app)
  await formBodies(gateway)
  webSocketRoutes(gateway, app, webSockets)
  checkRoute(gateway, app, webSockets, tcpPort)
  apiRoutes(gateway, app)
  await openApiRoutes(gateway)
  sessionRoutes(gateway, app)
  await legacyRoutes(gateway, app)
  posterRoutes(gateway, app)
  filmRoutes(gateway, app)
  await pageRoutes(gateway)

  admitConnections(gateway.server, app)
  await gateway.listen({ host: settings.host, port: settings.httpPort }).catch(taken("httpPort", settings))
  const bound = gateway.server.address()
  const port = typeof bound === "object" && bound !== null ? bound.port : settings.httpPort
  const close = async (drainS: number, others: Promise<void>): Promise<void> => {
    const cut = setTimeout(() => {
      gateway.server.closeAllConnections()
      for (const webSocket of gateway.websocketServer.clients) webSocket.terminate()
    }, drainS * 1000)
    await others
    // Films may take all of the time, and these would be cut then.
    webSockets.finish()
    await allDone(app)
    await gateway.close()
    clearTimeout(cut)
  }
  return { port, close }
}

async function makeServer(app: App): Promise<FastifyInstance> {
  const { settings } = app
  const { trustedProxies, frameS, tlsCert } = settings
  const proxies = new AddressRanges(trustedProxies)
  const options = {
    logger: false,
    // Whom the TCP port and the limits of connections trust, by the very same list.
    trustProxy: trustedProxies.length === 0 ? false : (address: string) => proxies.has(address),
    return503OnClosing: true,
    clientErrorHandler: (error: Error, socket: Socket) => refuseUnreadable(app, error, socket),
    // An address that can't be decoded belongs to no route.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      refuse(app, error, request, reply),
  }
  // Bodies have deadlines of their own: a film takes as long as it takes.
  const headersTimeout = frameS * 1000
  const http = {
    headersTimeout,
    connectionsCheckingInterval: Math.min(headersTimeout / 2, mostCheckMs),
    shouldUpgradeCallback: mayUpgrade,
  }
  if (tlsCert === "") return fastify({ ...options, http })
  return fastify({ ...options, https: { ...(await readCertificate(settings)), ...http } })
}

/**
 * Whether a request becomes a WebSocket, if it goes well: not behind another one's answer, within which the handshake would come,
 * and not where another protocol is offered, which HTTP allows to pass over (RFC 9110, section 7.8).
 */
function mayUpgrade({ headers, socket }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket" && !isAnswering(socket)
}
