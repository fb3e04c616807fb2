import { readFile } from "node:fs/promises"
import { isIPv4, type Socket } from "node:net"
import { ipv6Groups, plainAddress } from "./ip-address.ts"

/** The system's tables are read once for all who ask within this time: they have a line for each socket of the machine. */
const freshMs = 500

let table: { readonly readMs: number; readonly lines: Promise<readonly string[]> } | undefined

/**
 * Bytes of a socket that the system holds because its peer has not acknowledged them yet, or undefined where the system
 * doesn't tell (it does on Linux, in /proc/net/tcp and tcp6: proc(5)). Node itself only learns of progress when about a
 * third of the system's buffer has drained, which takes a slow peer minutes.
 */
export async function sendQueueBytes(socket: Socket): Promise<number | undefined> {
  const { localPort, remoteAddress, remotePort } = socket
  if (localPort === undefined || remoteAddress === undefined || remotePort === undefined) return undefined
  const remote = `${hexAddress(remoteAddress)}:${hexPort(remotePort)}`
  for (const line of await lines()) {
    // "sl local_address rem_address st tx_queue:rx_queue …", all in hexadecimal.
    const [, local = "", rem = "", , queues = ""] = line.trim().split(/\s+/)
    if (rem.endsWith(remote) && local.endsWith(`:${hexPort(localPort)}`)) {
      return Number.parseInt(queues.split(":")[0] ?? "", 16)
    }
  }
  return undefined
}

function lines(): Promise<readonly string[]> {
  const now = performance.now()
  if (table === undefined || now - table.readMs > freshMs) table = { readMs: now, lines: readTables() }
  return table.lines
}

async function readTables(): Promise<readonly string[]> {
  const texts = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readFile(path, "latin1").catch(() => "")),
  )
  return texts.join("\n").split("\n")
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0")
}

/** An address as the tables have it: words of four bytes, each in the machine's (little-endian) order. */
function hexAddress(address: string): string {
  const plain = plainAddress(address)
  const bytes = isIPv4(plain) ? plain.split(".").map(Number) : ipv6Bytes(plain)
  const words = bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0"))
  const swapped = Array.from({ length: words.length / 4 }, (_, word) =>
    words.slice(word * 4, word * 4 + 4).reverse(),
  )
  return swapped.flat().join("")
}

function ipv6Bytes(address: string): number[] {
  return ipv6Groups(address).flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}
