import type { Socket } from "node:net"
import { AddressCounts, addressOf, countedAddress } from "../address-counts.ts"
import type { App } from "../app.ts"
import { takeProxyHeader } from "./take-proxy-header.ts"

/**
 * The way in for connections of trusted proxies: `enter` gets each one that began with a header, standing still, and the address
 * that the header names, or the proxy's own where it speaks for itself. Until then a connection counts among all of them alone,
 * since the one proxy has many clients; from then on under its client's address. When the server stops, those without one are cut.
 */
export function proxyEntrance(
  app: App,
  enter: (socket: Socket, address: string) => void,
): (socket: Socket) => void {
  const { settings, stopping, log } = app
  const { firstFrameS, maxConnections } = settings
  // Twice the limit, so that whoever is over it can still be told so.
  const counts = new AddressCounts(2 * maxConnections, Number.POSITIVE_INFINITY)

  const letIn = async (socket: Socket): Promise<void> => {
    const proxy = addressOf(socket)
    const cut = (): unknown => socket.destroy()
    stopping.addEventListener("abort", cut)
    const header = await takeProxyHeader(socket, firstFrameS)
    stopping.removeEventListener("abort", cut)
    if (socket.destroyed) return
    if (typeof header === "string") {
      // A proxy that only looks whether the port is open ends it again without a word.
      if (header === "invalid" || socket.bytesRead > 0) {
        log.warn({ proxy, header }, "a connection of a trusted proxy did not begin with a PROXY header")
      }
      socket.destroy()
      return
    }
    enter(socket, header.address === undefined ? proxy : countedAddress(header.address))
  }

  return (socket) => {
    socket.on("error", (error) => log.debug({ err: error, proxy: addressOf(socket) }, "socket error"))
    if (!stopping.aborted && counts.admit(socket, "")) void letIn(socket)
    else socket.destroy()
  }
}
