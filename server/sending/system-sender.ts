import type { Socket } from "node:net"
import { socketDescriptor } from "./socket-descriptor.ts"
import { type Sent, systemSendfile } from "./system-sendfile.ts"

/** Has the system send films to one socket. */
export type SystemSender = {
  send(file: number, position: number, count: number): Promise<Sent>
  close(): void
}

/**
 * A sender of a socket's own; undefined where the system can't send to it. It holds a descriptor of its own, so that a
 * socket that is closed meanwhile doesn't leave its number to somebody else's while a call uses it: to be closed when no
 * call is under way, and only then the connection ends for its peer.
 */
export async function openSystemSender(socket: Socket): Promise<SystemSender | undefined> {
  const sendfile = await systemSendfile()
  const original = socketDescriptor(socket)
  if (sendfile === undefined || original === undefined) return undefined
  const own = sendfile.duplicate(original)
  if (own === undefined) return undefined
  return {
    send: (file, position, count) => sendfile.send(own, file, position, count),
    close: () => sendfile.close(own),
  }
}
