import { crc32c } from "../../server/proxy-protocol/crc32c.ts"

/** A header of version 1 for a client's address. */
export function textHeader(source: string): Buffer {
  const isIpv6 = source.includes(":")
  const destination = isIpv6 ? "2001:db8::1" : "192.0.2.1"
  return Buffer.from(`PROXY TCP${isIpv6 ? 6 : 4} ${source} ${destination} 40000 8087\r\n`)
}

/** What stands in a header of version 2. */
export type BinaryParts = {
  readonly versionAndCommand?: number
  readonly kind?: number
  readonly addresses?: Uint8Array
  readonly extras?: Uint8Array
}

/** A header of version 2; for 198.51.100.7 unless told otherwise. */
export function binaryHeader({
  versionAndCommand = 0x21,
  kind = 0x11,
  addresses = Buffer.from("c6336407c00002019c401f97", "hex"),
  extras = Buffer.alloc(0),
}: BinaryParts = {}): Buffer {
  const head = Buffer.from("0d0a0d0a000d0a515549540a00000000", "hex")
  head.writeUInt8(versionAndCommand, 12)
  head.writeUInt8(kind, 13)
  head.writeUInt16BE(addresses.length + extras.length, 14)
  return Buffer.concat([head, addresses, extras])
}

/** One of the values that may follow the addresses. */
export function extra(type: number, value: Uint8Array): Buffer {
  const head = Buffer.from([type, value.length >> 8, value.length & 255])
  return Buffer.concat([head, value])
}

/** The same header with a checksum behind it. */
export function withChecksum(parts: BinaryParts): Buffer {
  const extras = Buffer.concat([parts.extras ?? Buffer.alloc(0), extra(3, Buffer.alloc(4))])
  const header = binaryHeader({ ...parts, extras })
  header.writeUInt32BE(crc32c(header), header.length - 4)
  return header
}
