import websocket from "@fastify/websocket"
import type { FastifyInstance, FastifyRequest } from "fastify"
import { Failure } from "../../../interface/failure.ts"
import { localeOf } from "../../../interface/text/locale.ts"
import { AddressCounts, countedAddress } from "../../address-counts.ts"
import type { App } from "../../app.ts"
import { presentedSession } from "../presented-session.ts"
import { WebSocketConnection } from "./web-socket-connection.ts"

/** How long a peer has for answering the frame that closes its connection. */
const closeTimeoutMs = 2000
/** Frames that one message comes in at most, and packets that one frame does: each of them takes memory of its own. */
const mostFragments = 64
const mostChunks = 1024

/** GET /ws: the messages as text frames of one JSON object each, and pushes between them. */
export async function webSocketRoutes(gateway: FastifyInstance, app: App): Promise<void> {
  const { maxFrameBytes, maxWebSockets, maxConnectionsPerAddress } = app.settings
  const connections = new Set<WebSocketConnection>()
  const counts = new AddressCounts(maxWebSockets, maxConnectionsPerAddress)

  const options = {
    maxPayload: maxFrameBytes,
    maxFragments: mostFragments,
    maxBufferedChunks: mostChunks,
    closeTimeout: closeTimeoutMs,
    // It takes memory for each connection here, and what compresses well costs its sender nothing.
    perMessageDeflate: false,
  }
  await gateway.register(websocket, {
    options,
    // A frame against the rules has closed the connection already, with the code that says so.
    errorHandler: (error) => app.log.debug({ err: error }, "a WebSocket broke off"),
    preClose: (done) => {
      for (const connection of connections) connection.finish()
      done()
    },
  })
  // Not before their requests are done with: the database and the store stay open for them.
  gateway.addHook("onClose", async () => {
    await Promise.all([...connections].map(({ settled }) => settled))
  })

  const admit = async ({ raw, ip }: FastifyRequest): Promise<void> => {
    if (!counts.admit(raw.socket, countedAddress(ip))) throw new Failure("TOO_MANY_CONNECTIONS")
  }
  gateway.get("/ws", { websocket: true, preHandler: admit }, (webSocket, request) => {
    const connection = new WebSocketConnection(app, webSocket, {
      socket: request.raw.socket,
      address: countedAddress(request.ip),
      session: presentedSession(request),
      locale: localeOf(request.headers["accept-language"]),
    })
    connections.add(connection)
    webSocket.once("close", () => void connection.settled.then(() => connections.delete(connection)))
  })
}
