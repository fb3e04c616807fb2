import { readFile } from "node:fs/promises"
import type { Socket } from "node:net"

/**
 * Whether the other end of a connection within this machine is known to be another user's. Linux tells whose it is in
 * /proc/net/tcp (proc(5)); elsewhere nothing is known.
 */
export async function isAnotherUsers({ localPort = 0, remotePort = 0 }: Socket): Promise<boolean> {
  const own = process.getuid?.()
  if (own === undefined) return false
  const table = await readFile("/proc/net/tcp", "latin1").catch(() => "")
  const owners = ownersOf(table, remotePort, localPort)
  return owners.length > 0 && !owners.includes(own)
}

/** The users whose sockets have a port of their own and one that they are connected to, as /proc/net/tcp has them. */
function ownersOf(table: string, port: number, connectedTo: number): number[] {
  return table.split("\n").flatMap((line) => {
    // "sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid …", ports in hexadecimal.
    const [, local = "", remote = "", , , , , uid] = line.trim().split(/\s+/)
    return local.endsWith(hexPort(port)) && remote.endsWith(hexPort(connectedTo)) ? [Number(uid)] : []
  })
}

function hexPort(port: number): string {
  return `:${port.toString(16).toUpperCase().padStart(4, "0")}`
}
