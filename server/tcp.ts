import { createServer, type Server, type Socket } from "node:net"
import { Failure, refusal } from "../interface/failure.ts"
import { encodeFrame } from "../interface/wire/frame.ts"
import { AddressCounts, addressOf } from "./address-counts.ts"
import { AddressRanges } from "./address-ranges.ts"
import type { App } from "./app.ts"
import { Connection } from "./connection.ts"
import { proxyEntrance } from "./proxy-protocol/proxy-entrance.ts"
import { openHandshakes } from "./tls-handshakes.ts"
import { taken, unusable } from "./unusable-setting.ts"

/** A server that listens. */
export type Listener = {
  readonly host: string
  readonly port: number
  /** Stops accepting, lets what is under way finish for up to `drainS` seconds, and then cuts what is left. */
  close(drainS: number): Promise<void>
}

const keepAliveMs = 60_000

/** Listens where the settings say, in TLS where they name a certificate; rejects where the port is taken. */
export async function listen(app: App): Promise<Listener> {
  const connections = new Set<Connection>()
  const { maxConnections, maxConnectionsPerAddress } = app.settings
  const counts = new AddressCounts(maxConnections, maxConnectionsPerAddress)

  const accept = (socket: Socket, address: string): void => {
    if (!counts.admit(socket, address)) {
      turnAway(socket, app)
      return
    }
    const connection = new Connection(app, socket, { connectionId: app.newConnectionId(), address })
    connections.add(connection)
    app.metrics.tcpConnections++
    // One that a proxy brought stands still.
    socket.resume()
    // It was on its way in when the server began to stop.
    if (!server.listening) connection.finish()
    // Not before its request is done with: the database and the store stay open for it.
    socket.once("close", () => {
      app.metrics.tcpConnections--
      void connection.settled.then(() => connections.delete(connection))
    })
  }

  const server = await makeServer(app, accept)
  // All of them, those included that are not through with TLS yet.
  const sockets = new Set<Socket>()
  server.on("connection", (socket: Socket) => {
    sockets.add(socket)
    socket.once("close", () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(app.settings.port, app.settings.host, resolve)
  }).catch((error: unknown) => {
    if (!isNoAddress(error)) return taken("port", app.settings)(error)
    return unusable("host", app.settings, "an address of this machine")(error)
  })
  server.removeAllListeners("error")
  server.on("error", (error) => app.log.error({ err: error }, "the listening socket failed"))
  const bound = server.address()
  const port = typeof bound === "object" && bound !== null ? bound.port : app.settings.port

  const close = async (drainS: number): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve())
    })
    for (const connection of connections) connection.finish()
    const cut = setTimeout(() => {
      for (const socket of sockets) socket.destroy()
    }, drainS * 1000)
    await closed
    clearTimeout(cut)
    await Promise.all([...connections].map(({ settled }) => settled))
  }
  return { host: app.settings.host, port, close }
}

function isNoAddress(error: unknown): boolean {
  const codes: readonly unknown[] = ["ENOTFOUND", "EAI_AGAIN", "EADDRNOTAVAIL", "EINVAL"]
  return error instanceof Error && "code" in error && codes.includes(error.code)
}

/** A server that hands each socket on once it is ready for frames, with its client's address. */
async function makeServer(app: App, accept: (socket: Socket, address: string) => void): Promise<Server> {
  const { tlsCert, proxyProtocol, trustedProxies } = app.settings
  const options = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs }
  const enter = tlsCert === "" ? accept : await openHandshakes(app, options, accept)
  if (!proxyProtocol) return createServer(options, (socket) => enter(socket, addressOf(socket)))
  const proxies = new AddressRanges(trustedProxies)
  const behindProxy = proxyEntrance(app, enter)
  return createServer(options, (socket) => {
    if (proxies.has(socket.remoteAddress)) behindProxy(socket)
    else enter(socket, addressOf(socket))
  })
}

function turnAway(socket: Socket, app: App): void {
  app.log.info({ code: "TOO_MANY_CONNECTIONS" })
  socket.on("error", () => undefined)
  socket.resume()
  socket.end(encodeFrame(refusal(new Failure("TOO_MANY_CONNECTIONS"), app.settings.lang)), () =>
    socket.destroy(),
  )
}
