import type { Socket } from "node:net"
import { TLSSocket } from "node:tls"

/** Node's own reading of a socket, which can be stopped so that somebody else reads. */
export type SocketReading = {
  /** Its descriptor as it is now: a number that belongs to nobody once the socket is closed. */
  readonly descriptor: number
  stop(): void
  start(): void
}

/**
 * Node's reading of a socket whose bytes come as they are; undefined for TLS, for a closed socket, and where Node no longer
 * keeps it in this place, which it promises nobody.
 */
export function socketReading(socket: Socket): SocketReading | undefined {
  if (socket instanceof TLSSocket || socket.destroyed || !("_handle" in socket)) return undefined
  const handle: unknown = socket._handle
  if (!isHandle(handle) || handle.fd < 0) return undefined
  return {
    get descriptor() {
      return handle.fd
    },
    stop: () => {
      handle.readStop()
      // Node starts again what it takes for stopped.
      handle.reading = true
    },
    start: () => {
      if (socket.destroyed) return
      handle.reading = true
      handle.readStart()
    },
  }
}

type Handle = { readonly fd: number; reading: boolean; readStop(): void; readStart(): void }

function isHandle(value: unknown): value is Handle {
  return (
    typeof value === "object" &&
    value !== null &&
    "fd" in value &&
    typeof value.fd === "number" &&
    "reading" in value &&
    typeof value.reading === "boolean" &&
    "readStop" in value &&
    typeof value.readStop === "function" &&
    "readStart" in value &&
    typeof value.readStart === "function"
  )
}
