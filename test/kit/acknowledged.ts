import { readFile } from "node:fs/promises"
import type { Socket } from "node:net"
import { until } from "./until.ts"

/**
 * Answers once the other end's system has all that was written to a socket of 127.0.0.1, or the socket is gone: a reset throws
 * away what is still on its way. At once where the system doesn't tell, as Linux does in /proc/net/tcp.
 */
export async function acknowledged(socket: Socket): Promise<void> {
  const ends = [socket.localPort, socket.remotePort].map((port) => `:${hexPort(port ?? 0)}`)
  await until("the other end has all bytes", async () => {
    const lines = (await readFile("/proc/net/tcp", "latin1").catch(() => "")).split("\n")
    const found = lines.map((line) => line.trim().split(/\s+/)).find((columns) => isOf(columns, ends))
    return socket.destroyed || found === undefined || found[4]?.startsWith("00000000:") === true
  })
}

/** Columns: number, local address, remote address, state, bytes to send and to read. */
function isOf(
  [, local = "", remote = ""]: readonly string[],
  [from = "", to = ""]: readonly string[],
): boolean {
  return local.endsWith(from) && remote.endsWith(to)
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0")
}
