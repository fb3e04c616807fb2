import type { Socket } from "node:net"
import { createServer, type TlsOptions } from "node:tls"
import { AddressCounts, addressOf } from "./address-counts.ts"
import type { App } from "./app.ts"
import { readCertificate } from "./tls-certificate.ts"

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
  const speaker = createServer(
    { ...options, ...(await readCertificate(settings)), handshakeTimeout: firstFrameS * 1000 },
    (socket) => accept(socket, addresses.get(endsOf(socket)) ?? addressOf(socket)),
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
