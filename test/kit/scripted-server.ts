import { once } from "node:events"
import { createServer, type Socket } from "node:net"
import { ByteQueue } from "./byte-queue.ts"
import { encode } from "./peer.ts"

/** A request as it came. */
export type Request = { readonly [key: string]: unknown }

/** One connection of a scripted server: takes requests and says whatever a test wants. */
export class Caller {
  readonly socket: Socket
  readonly #received: ByteQueue

  constructor(socket: Socket) {
    this.socket = socket
    this.#received = new ByteQueue(socket)
  }

  /** The next request. */
  async request(): Promise<Request> {
    const length = (await this.#received.take(4)).readUInt32LE()
    return JSON.parse((await this.#received.take(length)).toString("utf8"))
  }

  /** The next raw bytes. */
  bytes(count: number): Promise<Buffer> {
    return this.#received.take(count)
  }

  /** Sends a reply: flag true, code 0, and these keys in their place or beside them. */
  reply(keys: object): void {
    this.send(encode({ flag: true, msg: "fine", code: 0, ...keys }))
  }

  /** Sends bytes as they are. */
  send(bytes: Uint8Array): void {
    this.socket.write(bytes)
  }
}

/** A server that is no server: each connection is handled by the next script of the list, the last one again and again. */
export async function startScriptedServer(
  ...scripts: ((caller: Caller, number: number) => Promise<void>)[]
): Promise<AsyncDisposable & { readonly port: number; readonly connections: () => number }> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => undefined)
    const script = scripts[Math.min(connections, scripts.length - 1)]
    connections++
    // A script whose client went away has nothing more to say.
    script?.(new Caller(socket), connections).catch(() => socket.destroy())
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port")
  return {
    port: address.port,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, "close")
    },
  }
}
