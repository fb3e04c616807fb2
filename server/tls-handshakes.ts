import { readFile } from "node:fs/promises"
import type { Socket } from "node:net"
import { createSecureContext, createServer, type Server, type TlsOptions } from "node:tls"
import type { Settings } from "../conf/settings.ts"
import { AddressCounts, addressOf } from "./address-counts.ts"
import type { App } from "./app.ts"
import { unusable } from "./unusable-setting.ts"

/** Begins to speak TLS with a socket whose client's address is known. */
export type Handshake = (socket: Socket, address: string) => void

/** Speaks TLS with the certificate of the settings; hands each socket on that is through with it, and its client's address. */
export async function openHandshakes(
  app: App,
  options: TlsOptions,
  accept: (socket: Socket, address: string) => void,
): Promise<Handshake> {
  const { settings } = app
  const { firstFrameS, maxConnections, maxConnectionsPerAddress } = settings
  /** Whose address it is, by both ends of the connection: what TLS makes of a socket has the same ones. */
  const addresses = new Map<string, string>()
  const speaker = await openSpeaker(
    { ...options, handshakeTimeout: firstFrameS * 1000 },
    (socket) => accept(socket, addresses.get(endsOf(socket)) ?? addressOf(socket)),
    settings,
  )
  speaker.on("tlsClientError", (error, socket) => {
    app.log.debug({ err: error }, "a peer did not speak TLS")
    socket.destroy()
  })
  // Twice the limits, so that whoever is over them can still be told so once the handshake is done.
  const handshakes = new AddressCounts(2 * maxConnections, 2 * maxConnectionsPerAddress)
  return (socket, address) => {
    if (!handshakes.admit(socket, address)) {
      socket.destroy()
      return
    }
    const ends = endsOf(socket)
    addresses.set(ends, address)
    socket.once("close", () => addresses.delete(ends))
    speaker.emit("connection", socket)
  }
}

function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`
}

async function openSpeaker(
  options: TlsOptions,
  accept: (socket: Socket) => void,
  settings: Settings,
): Promise<Server> {
  const isNoFile = (name: "tlsCert" | "tlsKey"): ((cause: unknown) => never) =>
    unusable(name, settings, "a file that can be read")
  const cert = await readFile(settings.tlsCert).catch(isNoFile("tlsCert"))
  const key = await readFile(settings.tlsKey).catch(isNoFile("tlsKey"))
  try {
    // The two are tried apart first, so that the one at fault is named.
    createSecureContext({ cert })
  } catch (error) {
    return unusable("tlsCert", settings, "a certificate in PEM")(error)
  }
  try {
    return createServer({ ...options, cert, key }, accept)
  } catch (error) {
    return unusable("tlsKey", settings, "the certificate's private key in PEM")(error)
  }
}
