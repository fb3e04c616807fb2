import type { Socket } from "node:net"
import { Deadline } from "../deadline.ts"
import type { ProxyHeader } from "./proxy-header.ts"
import { readProxyHeader } from "./read-proxy-header.ts"

/**
 * Takes the header off the beginning of a connection and answers it; the socket stands still then, with what came behind the
 * header still to be read. Answers "incomplete" where it doesn't come in time or the connection ends before.
 */
export function takeProxyHeader(socket: Socket, inS: number): Promise<ProxyHeader> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0)
    const answer = (header: ProxyHeader): void => {
      deadline.clear()
      socket.off("data", arrived).off("end", ended).off("close", ended)
      socket.pause()
      resolve(header)
    }
    const ended = (): void => answer("incomplete")
    const deadline = new Deadline(inS, ended)
    const arrived = (more: Buffer): void => {
      bytes = Buffer.concat([bytes, more])
      const header = readProxyHeader(bytes)
      if (header === "incomplete") return
      answer(header)
      if (header !== "invalid" && bytes.length > header.length) socket.unshift(bytes.subarray(header.length))
    }
    deadline.start()
    socket.on("data", arrived).on("end", ended).on("close", ended)
  })
}
