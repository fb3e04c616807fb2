import type { Socket } from "node:net"
import { TLSSocket } from "node:tls"

/**
 * The system's number of a socket that sends bytes as they are; undefined for TLS, for a closed socket, and where Node no
 * longer keeps it in this place, which it promises nobody.
 */
export function socketDescriptor(socket: Socket): number | undefined {
  if (socket instanceof TLSSocket || socket.destroyed || !("_handle" in socket)) return undefined
  const handle: unknown = socket._handle
  if (typeof handle !== "object" || handle === null || !("fd" in handle)) return undefined
  const { fd } = handle
  return typeof fd === "number" && fd >= 0 ? fd : undefined
}
