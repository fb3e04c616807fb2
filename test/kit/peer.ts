import assert from "node:assert/strict"
import { once } from "node:events"
import { connect as connectPlain, type Socket } from "node:net"
import { connect as connectTls, TLSSocket } from "node:tls"
import { ByteQueue } from "./byte-queue.ts"

/** A reply of the server: the three keys that every reply has, and the message's own. */
export type Reply = {
  readonly flag: boolean
  readonly msg: string
  readonly code: string | 0
  readonly [key: string]: unknown
}

/** A frame that answers no request: it has `push` instead of the keys of a reply. */
export type Push = { readonly push: string; readonly [key: string]: unknown }

/**
 * Where a peer connects to; `ca` (PEM) makes it speak TLS, `from` is the loopback address it comes from, `first` is sent before
 * all else, even before TLS.
 */
export type Target = {
  readonly port: number
  readonly ca?: string
  readonly from?: string
  readonly first?: Uint8Array
}

/** A frame of any text: its length, little-endian, and its bytes. */
export function frameOf(json: string | Uint8Array): Buffer {
  const bytes = Buffer.from(json)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** A frame of a message. */
export function encode(message: object): Buffer {
  return frameOf(JSON.stringify(message))
}

/**
 * A raw socket to a server, written from the wire contract alone: it sends whatever bytes a test wants, in whatever pieces,
 * and reads frames and raw bytes. Nothing it waits for takes longer than `patienceMs`.
 */
export class Peer implements AsyncDisposable {
  readonly socket: Socket
  /** Goes with every message sent by `ask`, `ok` and `fails` once somebody logged in. */
  session: string | undefined
  readonly #received: ByteQueue
  readonly #pushes: Push[] = []

  private constructor(socket: Socket) {
    this.socket = socket
    this.#received = new ByteQueue(socket)
  }

  /** Connects; rejects where nobody listens. */
  static async connect({ port, ca, from, first }: Target): Promise<Peer> {
    const where = { port, host: "127.0.0.1", ...(from === undefined ? {} : { localAddress: from }) }
    const plain = connectPlain(where)
    plain.setNoDelay(true)
    if (first !== undefined) plain.write(first)
    await once(plain, "connect")
    if (ca === undefined) return new Peer(plain)
    const socket = connectTls({ socket: plain, ca, servername: "localhost" })
    await once(socket, "secureConnect")
    return new Peer(socket)
  }

  /** Writes bytes as they are; answers once the system has taken them. */
  send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      // A server that closed meanwhile is what some tests want: they look at what it answered.
      this.socket.write(bytes, () => resolve())
    })
  }

  /** The JSON of the next frame that answers a request, checked to be a reply; pushes before it are kept for `push`. */
  async reply(): Promise<Reply> {
    for (;;) {
      const value = await this.#frame()
      if (!isPush(value)) {
        assertReply(value)
        return value
      }
      this.#pushes.push(value)
    }
  }

  /** The next frame that answers no request; no reply may come before it. */
  async push(): Promise<Push> {
    const [kept] = this.#pushes.splice(0, 1)
    if (kept !== undefined) return kept
    const value = await this.#frame()
    assert.ok(isPush(value), `a push comes next, not ${JSON.stringify(value)}`)
    return value
  }

  /** The next raw bytes. */
  bytes(count: number): Promise<Buffer> {
    return this.#received.take(count)
  }

  /** Answers when the server ended the connection, with the bytes that nobody took. */
  end(): Promise<Buffer> {
    return this.#received.rest()
  }

  /** Stops reading from the socket; the server's bytes pile up. */
  pause(): void {
    this.socket.pause()
  }

  /** Reads again. */
  resume(): void {
    this.socket.resume()
  }

  /** How many bytes came in that no test has taken. */
  get receivedBytes(): number {
    return this.#received.length
  }

  /** Sends a message (with the session, unless it names one) and film bytes, and answers the reply. */
  async ask(message: object, film?: Uint8Array): Promise<Reply> {
    const frame = encode(this.session === undefined ? message : { session: this.session, ...message })
    void this.send(film === undefined ? frame : Buffer.concat([frame, film]))
    return this.reply()
  }

  /** As `ask`, for a message that has to go well. */
  async ok(message: object, film?: Uint8Array): Promise<Reply> {
    const reply = await this.ask(message, film)
    assert.deepEqual([reply.flag, reply.code], [true, 0], JSON.stringify(reply))
    return reply
  }

  /** As `ask`, for a message that has to be refused with a code. */
  async fails(code: string, message: object, film?: Uint8Array): Promise<Reply> {
    const reply = await this.ask(message, film)
    assert.deepEqual([reply.flag, reply.code], [false, code], JSON.stringify(reply))
    return reply
  }

  /** Goes away at once, as a killed program does. */
  reset(): void {
    // Node resets no connection that speaks TLS.
    if (this.socket instanceof TLSSocket) this.socket.destroy()
    else this.socket.resetAndDestroy()
  }

  async #frame(): Promise<unknown> {
    const length = (await this.#received.take(4)).readUInt32LE()
    return JSON.parse((await this.#received.take(length)).toString("utf8"))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.closed) return
    const closed = once(this.socket, "close")
    this.socket.destroy()
    await closed
  }
}

function isPush(value: unknown): value is Push {
  return (
    typeof value === "object" &&
    value !== null &&
    "push" in value &&
    typeof value.push === "string" &&
    !("flag" in value)
  )
}

function assertReply(value: unknown): asserts value is Reply {
  assert.ok(typeof value === "object" && value !== null && !Array.isArray(value), "a reply is an object")
  assert.ok("flag" in value && typeof value.flag === "boolean", "a reply has a flag")
  assert.ok("msg" in value && typeof value.msg === "string" && value.msg !== "", "a reply has a msg")
  assert.ok("code" in value, "a reply has a code")
  if (value.flag) assert.equal(value.code, 0)
  else assert.ok(typeof value.code === "string" && /^[A-Z_]+$/.test(value.code), "a failure has a code")
}
