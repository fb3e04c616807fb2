import { isIPv4, isIPv6 } from "node:net"
import { beginsLike, type ProxyHeader } from "./proxy-header.ts"

/** What a header of version 1 begins with. */
export const textStart = Buffer.from("PROXY ")

/** The longest header of version 1, its line end included: the specification's number. */
const mostBytes = 107
const lineEnd = Buffer.from("\r\n")
const isOfFamily = { TCP4: isIPv4, TCP6: (text: string) => isIPv6(text) && !text.includes("%") }

/** Reads a header of version 1, a line of text, at the beginning of what a connection has given so far. */
export function readTextHeader(bytes: Buffer): ProxyHeader {
  if (!beginsLike(bytes, textStart)) return "invalid"
  const end = bytes.subarray(0, mostBytes).indexOf(lineEnd)
  if (end < 0) return bytes.length < mostBytes ? "incomplete" : "invalid"
  const line = bytes.toString("latin1", textStart.length, end)
  const length = end + lineEnd.length
  // Whatever follows that word says nothing.
  if (/^UNKNOWN(?: |$)/.test(line)) return { length, address: undefined }
  const [family, source = "", destination = "", ...ports] = line.split(" ")
  if (family !== "TCP4" && family !== "TCP6") return "invalid"
  const isSound = [source, destination].every(isOfFamily[family]) && ports.length === 2 && ports.every(isPort)
  return isSound ? { length, address: source } : "invalid"
}

function isPort(text: string): boolean {
  return /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535
}
