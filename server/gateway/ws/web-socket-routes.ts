import type { FastifyInstance } from "fastify"
import { countedAddress } from "../../address-counts.ts"
import type { App } from "../../app.ts"
import { askedLocale } from "../asked-locale.ts"
import { presentedSession } from "../presented-session.ts"
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
