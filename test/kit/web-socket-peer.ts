import assert from "node:assert/strict"
import { once } from "node:events"
import type { Push, Reply } from "./peer.ts"
import type { TestServer } from "./server.ts"

/** A page's end of a WebSocket to a server: asks, is answered in order, and keeps what it is told of. */
export class WebSocketPeer implements AsyncDisposable {
  readonly #webSocket: WebSocket
  readonly #replies: Waiting<Reply> = new Waiting()
  readonly #pushes: Waiting<Push> = new Waiting()
  readonly #closed: Promise<number>

  private constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket
    webSocket.addEventListener("message", ({ data }) => {
      assert.equal(typeof data, "string")
      const value = JSON.parse(data)
      if ("push" in value) this.#pushes.add(value)
      else this.#replies.add(value)
    })
    this.#closed = new Promise((resolve) => {
      webSocket.addEventListener("close", ({ code }) => resolve(code))
    })
  }

  /** Connects with these headers; rejects where the server refuses the upgrade. */
  static async connect(
    { url }: Pick<TestServer, "url">,
    headers: Readonly<Record<string, string>> = {},
    path = "/ws",
  ): Promise<WebSocketPeer> {
    // Node's takes headers, which no browser's does and TypeScript does not know of.
    const options: object = { headers }
    const webSocket: WebSocket = Reflect.construct(WebSocket, [
      `${url.replace("http", "ws")}${path}`,
      options,
    ])
    const opened = once(webSocket, "open")
    const failed = once(webSocket, "error").then(() => {
      throw new Error("the upgrade was refused")
    })
    await Promise.race([opened, failed])
    return new WebSocketPeer(webSocket)
  }

  /** Sends a message, and does not wait. */
  send(message: object | string): void {
    this.#webSocket.send(typeof message === "string" ? message : JSON.stringify(message))
  }

  /** Sends a message and answers the next reply. */
  ask(message: object): Promise<Reply> {
    this.send(message)
    return this.reply()
  }

  /** As `ask`, for a message that has to go well. */
  async ok(message: object): Promise<Reply> {
    const reply = await this.ask(message)
    assert.deepEqual([reply.flag, reply.code], [true, 0], JSON.stringify(reply))
    return reply
  }

  /** As `ask`, for a message that has to be refused with a code. */
  async fails(code: string, message: object): Promise<Reply> {
    const reply = await this.ask(message)
    assert.deepEqual([reply.flag, reply.code], [false, code], JSON.stringify(reply))
    return reply
  }

  reply(): Promise<Reply> {
    return this.#replies.next()
  }

  push(): Promise<Push> {
    return this.#pushes.next()
  }

  /** The code with which the connection was closed, once it is. */
  closed(): Promise<number> {
    return this.#closed
  }

  close(): void {
    this.#webSocket.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
    await this.#closed
  }
}

/** What came and nobody has taken, or who waits for what comes. */
class Waiting<T> {
  readonly #values: T[] = []
  readonly #takers: ((value: T) => void)[] = []

  add(value: T): void {
    const taker = this.#takers.shift()
    if (taker === undefined) this.#values.push(value)
    else taker(value)
  }

  next(): Promise<T> {
    const [value] = this.#values.splice(0, 1)
    if (value !== undefined) return Promise.resolve(value)
    return new Promise((resolve) => {
      this.#takers.push(resolve)
    })
  }
}
