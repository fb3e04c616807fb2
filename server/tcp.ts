import { readFile } from "node:fs/promises"
import { createServer, type Server, type Socket } from "node:net"
import { createSecureContext, createServer as createTlsServer, type TlsOptions } from "node:tls"
import type { Settings } from "../conf/settings.ts"
import { Failure, refusal } from "../interface/failure.ts"
import { encodeFrame } from "../interface/wire/frame.ts"
import { AddressCounts, addressOf } from "./address-counts.ts"
import type { App } from "./app.ts"
import { Connection } from "./connection.ts"
import { unusable } from "./unusable-setting.ts"

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

  const accept = (socket: Socket): void => {
    if (!counts.admit(socket)) {
      turnAway(socket, app)
      return
    }
    const connection = new Connection(app, socket, {
      connectionId: app.newConnectionId(),
      address: addressOf(socket),
    })
    connections.add(connection)
    // Not before its request is done with: the database and the store stay open for it.
    socket.once("close", () => void connection.settled.then(() => connections.delete(connection)))
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
    if (!isNoAddress(error)) throw error
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

async function makeServer(app: App, accept: (socket: Socket) => void): Promise<Server> {
  const { tlsCert, tlsKey, firstFrameS, maxConnections, maxConnectionsPerAddress } = app.settings
  const options = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs }
  if (tlsCert === "") return createServer(options, accept)
  const isNoFile = (name: "tlsCert" | "tlsKey"): ((cause: unknown) => never) =>
    unusable(name, app.settings, "a file that can be read")
  const cert = await readFile(tlsCert).catch(isNoFile("tlsCert"))
  const key = await readFile(tlsKey).catch(isNoFile("tlsKey"))
  const speaker = speakTls(
    { ...options, cert, key, handshakeTimeout: firstFrameS * 1000 },
    accept,
    app.settings,
  )
  speaker.on("tlsClientError", (error, socket) => {
    app.log.debug({ err: error }, "a peer did not speak TLS")
    socket.destroy()
  })
  // Twice the limits, so that whoever is over them can still be told so once the handshake is done.
  const handshakes = new AddressCounts(2 * maxConnections, 2 * maxConnectionsPerAddress)
  return createServer(options, (socket) => {
    if (handshakes.admit(socket)) speaker.emit("connection", socket)
    else socket.destroy()
  })
}

function speakTls(options: TlsOptions, accept: (socket: Socket) => void, settings: Settings): Server {
  try {
    // The two are tried apart first, so that the one at fault is named.
    createSecureContext({ cert: options.cert })
  } catch (error) {
    return unusable("tlsCert", settings, "a certificate in PEM")(error)
  }
  try {
    return createTlsServer(options, accept)
  } catch (error) {
    return unusable("tlsKey", settings, "the certificate's private key in PEM")(error)
  }
}

function turnAway(socket: Socket, app: App): void {
  app.log.info({ code: "TOO_MANY_CONNECTIONS" })
  socket.on("error", () => undefined)
  socket.resume()
  socket.end(encodeFrame(refusal(new Failure("TOO_MANY_CONNECTIONS"), app.settings.lang)), () =>
    socket.destroy(),
  )
}
