import { binaryStart, readBinaryHeader } from "./binary-header.ts"
import type { ProxyHeader } from "./proxy-header.ts"
import { readTextHeader, textStart } from "./text-header.ts"

/** Reads a header of the PROXY protocol, of either version, at the beginning of what a connection has given so far. */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (bytes.length === 0) return "incomplete"
  if (bytes[0] === textStart[0]) return readTextHeader(bytes)
  return bytes[0] === binaryStart[0] ? readBinaryHeader(bytes) : "invalid"
}
