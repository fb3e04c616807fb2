import type { Server, Socket } from "node:net"
import { Failure, refusal } from "../../interface/failure.ts"
import { AddressCounts, addressOf } from "../address-counts.ts"
import { AddressRanges } from "../address-ranges.ts"
import type { App } from "../app.ts"
import { rawAnswer } from "./raw-answer.ts"

/**
 * Holds connections to the limits that those over TCP have, in all and by address; those of trusted proxies, which carry many
 * people's requests, in all alone. One too many is told so in plain HTTP, and under TLS just closed.
 */
export function admitConnections(server: Server, { log, settings }: App): void {
  const { maxConnections, maxConnectionsPerAddress, trustedProxies, tlsCert, lang } = settings
  const counts = new AddressCounts(maxConnections, maxConnectionsPerAddress)
  const proxies = new AddressRanges(trustedProxies)
  const [serve] = server.listeners("connection")
  if (serve === undefined) throw new Error("an HTTP server serves its connections")
  server.removeAllListeners("connection")
  let proxied = 0
  server.on("connection", (socket: Socket) => {
    const address = proxies.has(socket.remoteAddress) ? `proxied ${proxied++}` : addressOf(socket)
    if (counts.admit(socket, address)) {
      serve.call(server, socket)
      return
    }
    log.info({ code: "TOO_MANY_CONNECTIONS" })
    socket.on("error", () => undefined)
    if (tlsCert !== "") {
      socket.destroy()
      return
    }
    socket.resume()
    socket.end(rawAnswer(refusal(new Failure("TOO_MANY_CONNECTIONS"), lang)), () => socket.destroy())
  })
}
