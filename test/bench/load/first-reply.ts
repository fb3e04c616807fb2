import { once } from "node:events"
import { connect } from "node:net"

/** How replies are told apart: frames of the wire contract, or HTTP/1.1. */
export type Framing = "frames" | "http"

/** Asks once on a connection of its own and answers the whole reply; throws unless it says that all went well. */
export async function firstReply(port: number, request: Uint8Array, framing: Framing): Promise<Buffer> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true })
  await once(socket, "connect")
  socket.write(request)
  let bytes = Buffer.alloc(0)
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk])
    const bodyAt = framing === "frames" ? 4 : bytes.indexOf("\r\n\r\n") + 4
    const end = endOfReply(bytes, bodyAt, framing)
    if (end === undefined || bytes.length < end) continue
    const body: unknown = JSON.parse(bytes.toString("utf8", bodyAt, end))
    if (!wentWell(body)) throw new Error(`the server refuses: ${JSON.stringify(body)}`)
    return bytes
  }
  throw new Error("the server closed the connection")
}

function endOfReply(bytes: Buffer, bodyAt: number, framing: Framing): number | undefined {
  if (bytes.length < 4) return undefined
  if (framing === "frames") return 4 + bytes.readUInt32LE()
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(bytes.toString("latin1"))?.[1]
  return bodyAt < 4 || length === undefined ? undefined : bodyAt + Number(length)
}

function wentWell(body: unknown): boolean {
  return typeof body === "object" && body !== null && "flag" in body && body.flag === true
}
