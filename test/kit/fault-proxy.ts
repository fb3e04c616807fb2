import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"
import { FaultLane, type LaneFaults, type LaneWatch } from "./fault-lane.ts"

/** What goes wrong on one connection: on the way up to the server, and down to the client. */
export type Faults = { readonly up?: LaneFaults; readonly down?: LaneFaults }

/** A TCP proxy between clients and a server that does to their connections what networks do. */
export type FaultProxy = AsyncDisposable & {
  /** Clients connect here, on 127.0.0.1. */
  readonly port: number
  /** The next connections meet these faults, one each; those after them, none. */
  next(...faults: readonly Faults[]): void
  /** Bytes passed on so far, over all connections. */
  readonly bytes: { readonly up: number; readonly down: number }
  /** Connections so far. */
  readonly connections: number
  /** Faults that struck so far; a reset, a stall, a half-close or a chunk with flipped bits counts once. */
  readonly strikes: number
  /** Resets every connection that is open. */
  cut(): void
}

/**
 * Starts a proxy before the server at a port of 127.0.0.1; what is still open is reset when it is disposed. `tap` is told
 * the bytes that pass.
 */
export async function startFaultProxy(
  serverPort: number,
  tap: (direction: "up" | "down", chunk: Buffer) => void = () => undefined,
): Promise<FaultProxy> {
  const bytes = { up: 0, down: 0 }
  const sockets = new Set<Socket>()
  let coming: readonly Faults[] = []
  let connections = 0
  let strikes = 0
  const watch = (direction: "up" | "down"): LaneWatch => ({
    passed: (chunk) => {
      bytes[direction] += chunk.length
      tap(direction, chunk)
    },
    struck: () => {
      strikes++
    },
  })
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const [faults = {}, ...rest] = coming
    coming = rest
    connections++
    const upstream = connect({ port: serverPort, host: "127.0.0.1", allowHalfOpen: true, noDelay: true })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on("close", () => sockets.delete(socket))
    }
    new FaultLane(client, upstream, faults.up ?? {}, watch("up"))
    new FaultLane(upstream, client, faults.down ?? {}, watch("down"))
  })
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port")
  return {
    port: address.port,
    next: (...faults) => {
      coming = faults
    },
    bytes,
    get connections() {
      return connections
    },
    get strikes() {
      return strikes
    },
    cut,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close")
      server.close()
      cut()
      await closed
    },
  }
}
