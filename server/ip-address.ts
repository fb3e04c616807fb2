/** An address without what the system adds to it: the prefix of an IPv4 address on an IPv6 socket, and an IPv6 zone. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, "").replace(/%.*$/, "")
}

/** The eight groups of a plain IPv6 address, in hexadecimal as they stand, with those that "::" leaves out as "0". */
export function ipv6Groups(address: string): string[] {
  const [head = "", tail = ""] = address.split("::")
  const first = head === "" ? [] : head.split(":")
  const last = tail === "" ? [] : tail.split(":")
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => "0")
  return [...first, ...zeros, ...last]
}
