import { once } from "node:events"
import { connect } from "node:net"
import { answerCommands } from "../kit/commands.ts"

/** A transfer: what is said first, and where the reply's body begins and how long it is. */
type Asked = { readonly port: number; readonly head: Uint8Array; readonly framing: "frames" | "http" }

const pieceBytes = 1024 * 1024
// Read into again and again: what arrives is counted and not kept.
const received = Buffer.alloc(pieceBytes)

const commands = {
  /** Downloads into nothing; answers the bytes of the film and the seconds from asking to the last one. */
  receive: async ({ port, head, framing }: Asked) => {
    let beginning = Buffer.alloc(0)
    let bytes = 0
    let size: number | undefined
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const socket = connect({
      port,
      host: "127.0.0.1",
      noDelay: true,
      onread: {
        buffer: received,
        callback: (length) => {
          if (size === undefined) {
            beginning = Buffer.concat([beginning, received.subarray(0, length)])
            const announced = announcedIn(beginning, framing)
            size = announced?.size
            bytes = announced === undefined ? 0 : beginning.length - announced.at
          } else bytes += length
          if (size !== undefined && bytes >= size) resolve()
          return true
        },
      },
    })
    socket.on("error", reject)
    socket.on("close", () => reject(new Error(`closed after ${bytes} of ${size} bytes`)))
    await once(socket, "connect")
    const start = performance.now()
    socket.write(head)
    await promise
    const seconds = (performance.now() - start) / 1000
    socket.destroy()
    return { bytes, seconds }
  },

  /** Uploads `size` bytes out of one buffer; answers the seconds from the first byte to the reply. */
  send: async ({ port, head, framing, piece, size }: Asked & { piece: Uint8Array; size: number }) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true })
    await once(socket, "connect")
    const replied = once(socket, "data")
    const start = performance.now()
    socket.write(head)
    for (let sent = 0; sent < size; sent += piece.length) {
      const bytes = size - sent < piece.length ? piece.subarray(0, size - sent) : piece
      if (!socket.write(bytes)) await once(socket, "drain")
    }
    const [reply]: Buffer[] = await replied
    const seconds = (performance.now() - start) / 1000
    socket.destroy()
    const text = String(reply)
    const isRight = framing === "http" ? text.startsWith("HTTP/1.1 204") : text.includes('"flag":true')
    if (!isRight) throw new Error(`the upload was refused: ${text.slice(0, 300)}`)
    return { seconds }
  },
}

function announcedIn(bytes: Buffer, framing: Asked["framing"]): { at: number; size: number } | undefined {
  if (framing === "http") {
    const at = bytes.indexOf("\r\n\r\n") + 4
    return at < 4
      ? undefined
      : { at, size: numberIn(bytes.toString("latin1", 0, at), /content-length: (\d+)/i) }
  }
  const at = bytes.length < 4 ? Number.POSITIVE_INFINITY : 4 + bytes.readUInt32LE()
  if (bytes.length < at) return undefined
  return { at, size: numberIn(bytes.toString("utf8", 4, at), /"file_size":(\d+)/) }
}

function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1]
  if (found === undefined) throw new Error(`the download was refused: ${text.slice(0, 300)}`)
  return Number(found)
}

/** The commands of the process at the other end of a transfer. */
export type PeerCommands = typeof commands

answerCommands(commands)
