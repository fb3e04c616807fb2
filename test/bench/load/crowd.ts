import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { type Framing, firstReply } from "./first-reply.ts"
import { ReplyCounter } from "./reply-counter.ts"

/** Who asks what: `connections` peers that each keep `depth` copies of one request under way. */
export type CrowdPlan = {
  readonly port: number
  readonly request: Uint8Array
  readonly framing: Framing
  readonly connections: number
  readonly depth: number
}

// All sockets read into this one: what arrives is counted at once and not kept.
const received = Buffer.alloc(256 * 1024)
const openedAtOnce = 50

/** Connections to one server that stay open between rounds; in a round each asks again as soon as it is answered. */
export class Crowd {
  readonly #plan: CrowdPlan
  readonly #first: Buffer
  /** `#requests[n]` is n copies of the request, for one write. */
  readonly #requests: readonly Buffer[]
  readonly #asks: (() => void)[] = []
  readonly #sockets: Socket[] = []
  #replies = 0
  #waiting = 0
  #isAsking = false
  #drained: (() => void) | undefined
  #failed: ((error: Error) => void) | undefined

  private constructor(plan: CrowdPlan, first: Buffer) {
    this.#plan = plan
    this.#first = first
    const request = Buffer.from(plan.request)
    this.#requests = Array.from({ length: plan.depth + 1 }, (_, count) =>
      Buffer.concat(Array.from({ length: count }, () => request)),
    )
  }

  /** Connects everybody, and lets everybody ask once. */
  static async open(plan: CrowdPlan): Promise<Crowd> {
    const crowd = new Crowd(plan, await firstReply(plan.port, plan.request, plan.framing))
    while (crowd.#sockets.length < plan.connections) {
      const count = Math.min(openedAtOnce, plan.connections - crowd.#sockets.length)
      await Promise.all(Array.from({ length: count }, () => crowd.#connect()))
      // A first request at once: a server may give a new connection little time for it.
      await crowd.#ask(crowd.#asks.slice(-count), 0)
    }
    return crowd
  }

  /** Everybody asks for `ms` milliseconds; answers how many replies came in them. */
  run(ms: number): Promise<{ count: number; seconds: number }> {
    return this.#ask(this.#asks, ms)
  }

  /** Ends all connections. */
  close(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async #ask(asks: readonly (() => void)[], ms: number): Promise<{ count: number; seconds: number }> {
    const failed = new Promise<never>((_, reject) => {
      this.#failed = reject
    })
    this.#replies = 0
    this.#isAsking = ms > 0
    const start = performance.now()
    for (const ask of asks) ask()
    const over = new Promise((resolve) => setTimeout(resolve, ms))
    await Promise.race([over, failed])
    const result = { count: this.#replies, seconds: (performance.now() - start) / 1000 }
    this.#isAsking = false
    const drained = new Promise<void>((resolve) => {
      this.#drained = resolve
      if (this.#waiting === 0) resolve()
    })
    await Promise.race([drained, failed])
    return result
  }

  async #connect(): Promise<void> {
    const counter = new ReplyCounter(this.#first)
    const socket = connect({
      port: this.#plan.port,
      host: "127.0.0.1",
      noDelay: true,
      onread: {
        buffer: received,
        callback: (length) => {
          this.#answered(socket, counter.count(received, length))
          return true
        },
      },
    })
    await once(socket, "connect")
    const fail = (error?: Error): void => this.#failed?.(error ?? new Error("a connection was closed"))
    socket.on("error", fail)
    socket.on("end", fail)
    this.#sockets.push(socket)
    this.#asks.push(() => this.#send(socket, this.#plan.depth))
  }

  #send(socket: Socket, count: number): void {
    const bytes = this.#requests[count]
    if (bytes === undefined) throw new Error("more replies than requests")
    this.#waiting += count
    socket.write(bytes)
  }

  #answered(socket: Socket, replies: number): void {
    if (replies === 0) return
    this.#replies += replies
    this.#waiting -= replies
    if (this.#isAsking) this.#send(socket, replies)
    else if (this.#waiting === 0) this.#drained?.()
  }
}
