import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { ByteQueue } from "./byte-queue.ts"
import type { TestServer } from "./server.ts"

/** An answer as it came over a raw socket; the names of headers are in lower case. */
export type RawAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A raw socket to a gateway that sends requests in whatever pieces, one after the other. */
export class RawHttp implements AsyncDisposable {
  readonly socket: Socket
  readonly #received: ByteQueue
  #stalledAt = -1

  private constructor(socket: Socket) {
    this.socket = socket
    this.#received = new ByteQueue(socket)
  }

  /** Connects from a loopback address. */
  static async connect({ running }: Pick<TestServer, "running">, from = "127.0.0.1"): Promise<RawHttp> {
    const socket = connect({ port: running.httpPort ?? 0, host: "127.0.0.1", localAddress: from })
    socket.setNoDelay(true)
    // A server that closes early is what some tests want.
    socket.on("error", () => undefined)
    await once(socket, "connect")
    return new RawHttp(socket)
  }

  /** Writes text or bytes as they are; answers once the system has taken them. */
  write(bytes: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.socket.write(bytes, () => resolve())
    })
  }

  /** Sends a request; its body may be shorter than its headers say. */
  send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string | number>> = {},
    body: Uint8Array = new Uint8Array(),
  ): Promise<void> {
    const lines = Object.entries({ host: "127.0.0.1", ...headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    )
    const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`)
    return this.write(Buffer.concat([head, body]))
  }

  /** The next answer. */
  async answer(): Promise<RawAnswer> {
    let head = ""
    while (!head.endsWith("\r\n\r\n")) head += (await this.#received.take(1)).toString("latin1")
    const [first = "", ...lines] = head.trim().split("\r\n")
    const headers = Object.fromEntries(
      lines.map((line) => {
        const [name = "", ...value] = line.split(":")
        return [name.toLowerCase(), value.join(":").trim()]
      }),
    )
    const body = await this.#received.take(Number(headers["content-length"] ?? 0))
    return { status: Number(first.split(" ")[1]), headers, body: body.toString() }
  }

  /** Answers when the server ended the connection. */
  async ended(): Promise<void> {
    await this.#received.rest()
  }

  /** Bytes that were written and that the other end's system hasn't taken. */
  get bytesWaiting(): number {
    return this.socket.writableLength
  }

  /** Whether no byte went out since it was asked the last time. */
  hasStalled(): boolean {
    const before = this.#stalledAt
    this.#stalledAt = this.socket.bytesWritten - this.socket.writableLength
    return before === this.#stalledAt
  }

  /** Goes away at once, as a killed program does. */
  reset(): void {
    this.socket.resetAndDestroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.closed) return
    const closed = once(this.socket, "close")
    this.socket.destroy()
    await closed
  }
}
