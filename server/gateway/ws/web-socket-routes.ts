import type { FastifyInstance } from "fastify"
import { countedAddress } from "../../address-counts.ts"
import type { App } from "../../app.ts"
import { askedLocale } from "../asked-locale.ts"
import { presentedSession } from "../presented-session.ts"
import { CheckConnection } from "./check-connection.ts"
import { House } from "./house.ts"
import type { LiveWebSockets } from "./live-web-sockets.ts"
import { WebSocketConnection } from "./web-socket-connection.ts"

/** GET /ws: the messages as text frames of one JSON object each, and pushes between them. */
export function webSocketRoutes(gateway: FastifyInstance, app: App, live: LiveWebSockets): void {
  gateway.get("/ws", { websocket: true, preHandler: live.admit }, (webSocket, request) => {
    const connection = new WebSocketConnection(app, webSocket, {
      socket: request.raw.socket,
      address: countedAddress(request.ip),
      session: presentedSession(request),
      locale: askedLocale(request),
    })
    live.add(webSocket, connection)
  })
}

/** GET /ws/check: where to connect to, as soon as there is room. */
export function checkRoute(gateway: FastifyInstance, app: App, live: LiveWebSockets, tcpPort: number): void {
  const { houseMost, maxConnections, gateServers, lang } = app.settings
  const most = Math.min(houseMost || maxConnections, maxConnections)
  const house = new House({ most, taken: () => app.metrics.tcpConnections })
  gateway.get("/ws/check", { websocket: true, preHandler: live.admit }, (webSocket, request) => {
    // An IPv6 address stands in brackets there, which no program connects to.
    const own = { host: request.hostname.replace(/^\[(.*)\]$/, "$1"), port: tcpPort }
    const connection = new CheckConnection(app, webSocket, {
      socket: request.raw.socket,
      locale: askedLocale(request) ?? lang,
      house,
      servers: gateServers.length > 0 ? gateServers : [own],
    })
    live.add(webSocket, connection)
  })
}
