import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { connect as connectTls } from "node:tls"
import { ByteQueue } from "./byte-queue.ts"
import type { TestServer } from "./server.ts"

/** The opcodes of frames (RFC 6455, section 5.2). */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** A frame that a client sends, right or wrong in whichever way a test wants. */
export type RawFrame = {
  readonly opcode: number
  readonly payload?: Uint8Array | string
  readonly fin?: boolean
  readonly masked?: boolean
  /** The length that is claimed, where it isn't the payload's. */
  readonly length?: number
}

/** The bytes of a frame. */
export function rawFrame({ opcode, payload = "", fin = true, masked = true, length }: RawFrame): Buffer {
  const bytes = Buffer.from(payload)
  const claimed = length ?? bytes.length
  const head = Buffer.alloc(claimed < 126 ? 2 : claimed < 65_536 ? 4 : 10)
  head[0] = (fin ? 0x80 : 0) | opcode
  if (head.length === 2) head[1] = claimed
  else if (head.length === 4) head.writeUInt16BE(claimed, head.writeUInt8(126, 1))
  else head.writeBigUInt64BE(BigInt(claimed), head.writeUInt8(127, 1))
  if (!masked) return Buffer.concat([head, bytes])
  head.writeUInt8((head[1] ?? 0) | 0x80, 1)
  const mask = randomBytes(4)
  return Buffer.concat([head, mask, bytes.map((byte, at) => byte ^ (mask[at % 4] ?? 0))])
}

/** A WebSocket of bare bytes, for what no WebSocket of a program would do. */
export class RawWebSocket implements AsyncDisposable {
  readonly socket: Socket
  readonly #received: ByteQueue

  private constructor(socket: Socket, received: ByteQueue) {
    this.socket = socket
    this.#received = received
  }

  /** Connects and upgrades; answers the status line's number where that isn't 101. */
  static async open(
    { url }: Pick<TestServer, "url">,
    { path = "/ws", headers = {} }: { path?: string; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<RawWebSocket | number> {
    const { port, host, protocol } = new URL(url)
    const to = { port: Number(port), host: "127.0.0.1" }
    const isTls = protocol === "https:"
    const socket = isTls ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to)
    await once(socket, isTls ? "secureConnect" : "connect")
    const received = new ByteQueue(socket)
    const lines = {
      host,
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": randomBytes(16).toString("base64"),
      ...headers,
    }
    const said = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`GET ${path} HTTP/1.1\r\n${said.join("")}\r\n`)
    let head = ""
    while (!head.endsWith("\r\n\r\n")) head += (await received.take(1)).toString("latin1")
    const status = Number(head.split(" ")[1])
    if (status === 101) return new RawWebSocket(socket, received)
    socket.destroy()
    return status
  }

  /** As `open`, for an upgrade that has to go well. */
  static async connect(
    server: Pick<TestServer, "url">,
    options: { path?: string; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<RawWebSocket> {
    const opened = await RawWebSocket.open(server, options)
    assert.ok(opened instanceof RawWebSocket, `the upgrade was answered with ${opened}`)
    return opened
  }

  send(...frames: (RawFrame | Uint8Array)[]): void {
    this.socket.write(
      Buffer.concat(frames.map((frame) => (frame instanceof Uint8Array ? frame : rawFrame(frame)))),
    )
  }

  /** The next frame that the server sends. */
  async frame(): Promise<{ readonly opcode: number; readonly payload: Buffer }> {
    const [first = 0, second = 0] = await this.#received.take(2)
    assert.ok(second < 128, "a server masks nothing")
    let length = second
    if (second === 126) length = (await this.#received.take(2)).readUInt16BE()
    if (second === 127) length = Number((await this.#received.take(8)).readBigUInt64BE())
    return { opcode: first & 15, payload: await this.#received.take(length) }
  }

  /** The next frame, which has to be a message. */
  async json(): Promise<Readonly<Record<string, unknown>>> {
    const { opcode, payload } = await this.frame()
    assert.equal(opcode, opcodes.text)
    return JSON.parse(payload.toString())
  }

  /** The code of the close frame that has to come next. */
  async closeCode(): Promise<number> {
    const { opcode, payload } = await this.frame()
    assert.equal(opcode, opcodes.close)
    return payload.readUInt16BE()
  }

  /** Answers when the server ended the connection, with the bytes that nobody took. */
  end(): Promise<Buffer> {
    return this.#received.rest()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.closed) return
    const closed = once(this.socket, "close")
    this.socket.destroy()
    await closed
  }
}
