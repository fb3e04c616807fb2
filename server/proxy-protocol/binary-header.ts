import { crc32c } from "./crc32c.ts"
import { beginsLike, type ProxyHeader } from "./proxy-header.ts"

/** What a header of version 2 begins with. */
export const binaryStart = Buffer.from("0d0a0d0a000d0a515549540a", "hex")

const headBytes = 16
/** The longest header that is read: proxies send a few hundred bytes at most, the specification would allow 64 KiB. */
const mostBytes = 4096
const checksumType = 3

/** Of each address family the bytes of both addresses and ports; the first has none. */
const addressBytes = [0, 12, 36, 216]
const local = 0
const tcp4 = 0x11
const tcp6 = 0x21

/** Reads a header of version 2, which is binary, at the beginning of what a connection has given so far. */
export function readBinaryHeader(bytes: Buffer): ProxyHeader {
  if (!beginsLike(bytes, binaryStart)) return "invalid"
  if (bytes.length < headBytes) return "incomplete"
  const version = bytes.readUInt8(12) >> 4
  const command = bytes.readUInt8(12) & 15
  const length = headBytes + bytes.readUInt16BE(14)
  if (version !== 2 || command > 1 || length > mostBytes) return "invalid"
  if (bytes.length < length) return "incomplete"
  const header = bytes.subarray(0, length)
  // The proxy speaks for itself, as in a check of its own: whatever addresses it names count for nothing.
  if (command === local) return { length, address: undefined }
  const kind = header.readUInt8(13)
  const extrasAt = headBytes + (addressBytes[kind >> 4] ?? Number.POSITIVE_INFINITY)
  if (extrasAt > length || (kind & 15) > 2) return "invalid"
  // Of an unspecified family nobody knows where the addresses end.
  if (kind >> 4 !== 0 && !areExtrasSound(header, extrasAt)) return "invalid"
  return { length, address: addressIn(header, kind) }
}

/** The client's address; undefined where it isn't one of TCP. */
function addressIn(header: Buffer, kind: number): string | undefined {
  if (kind === tcp4) return [...header.subarray(16, 20)].join(".")
  if (kind !== tcp6) return undefined
  return Array.from({ length: 8 }, (_, i) => header.readUInt16BE(16 + 2 * i).toString(16)).join(":")
}

/** Whether what follows the addresses is made as it has to be, and the checksum, where there is one, is right. */
function areExtrasSound(header: Buffer, start: number): boolean {
  let at = start
  while (at < header.length) {
    if (at + 3 > header.length) return false
    const valueAt = at + 3
    const next = valueAt + header.readUInt16BE(at + 1)
    if (next > header.length) return false
    if (header[at] === checksumType && !isChecksumRight(header, valueAt, next)) return false
    at = next
  }
  return true
}

function isChecksumRight(header: Buffer, start: number, end: number): boolean {
  if (end - start !== 4) return false
  const zeroed = Buffer.from(header)
  zeroed.fill(0, start, end)
  return crc32c(zeroed) === header.readUInt32BE(start)
}
