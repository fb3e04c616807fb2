import type { Socket } from "node:net"
import { acknowledged } from "./acknowledged.ts"

/** What a lane does once so many bytes have passed: resets both ends, passes nothing more, or says that nothing more comes. */
export type Stop = { readonly at: number; readonly how: "reset" | "stall" | "half-close" }

/** What goes wrong in one direction of a connection; offsets count that direction's bytes from 0. */
export type LaneFaults = {
  readonly latencyMs?: number
  /** The bytes at these offsets arrive with one bit flipped. */
  readonly flipAt?: readonly number[]
  readonly stop?: Stop
}

/** What a lane tells: bytes that it passed on, and a fault that struck. */
export type LaneWatch = { passed(chunk: Buffer): void; struck(): void }

/** Carries bytes from one socket to another, with faults; both sockets allow half-open connections. */
export class FaultLane {
  readonly #from: Socket
  readonly #to: Socket
  readonly #faults: LaneFaults
  readonly #watch: LaneWatch
  #passed = 0
  #isStopped = false

  constructor(from: Socket, to: Socket, faults: LaneFaults, watch: LaneWatch) {
    this.#from = from
    this.#to = to
    this.#faults = faults
    this.#watch = watch
    from.on("data", (chunk: Buffer) => this.#later(() => this.#pass(chunk)))
    from.on("end", () => this.#later(() => this.#end()))
    to.on("drain", () => {
      if (!this.#isStopped) from.resume()
    })
    // What befell one end befalls the other.
    from.on("error", () => to.resetAndDestroy())
    from.on("close", () => this.#later(() => to.destroySoon()))
  }

  #later(work: () => void): void {
    const { latencyMs = 0 } = this.#faults
    // Timers of one length run in the order in which they were set.
    if (latencyMs > 0) setTimeout(work, latencyMs)
    else work()
  }

  #pass(chunk: Buffer): void {
    if (this.#isStopped || this.#to.destroyed) return
    const { stop } = this.#faults
    const left = stop === undefined ? chunk.length : stop.at - this.#passed
    const bytes = this.#flipped(left < chunk.length ? chunk.subarray(0, left) : chunk)
    this.#passed += bytes.length
    this.#watch.passed(bytes)
    const isFull = bytes.length > 0 && !this.#to.write(bytes)
    if (stop !== undefined && left <= chunk.length) this.#stop(stop)
    else if (isFull) this.#from.pause()
  }

  #flipped(chunk: Buffer): Buffer {
    const places = (this.#faults.flipAt ?? [])
      .map((at) => at - this.#passed)
      .filter((place) => place >= 0 && place < chunk.length)
    if (places.length === 0) return chunk
    const flipped = Buffer.from(chunk)
    for (const place of places) flipped.writeUInt8(flipped.readUInt8(place) ^ (1 << (place % 8)), place)
    this.#watch.struck()
    return flipped
  }

  #stop({ how }: Stop): void {
    this.#isStopped = true
    if (how === "half-close") this.#to.end()
    if (how === "stall") this.#from.pause()
    if (how === "reset") void this.#reset()
    this.#watch.struck()
  }

  async #reset(): Promise<void> {
    await acknowledged(this.#to)
    this.#to.resetAndDestroy()
    this.#from.resetAndDestroy()
  }

  #end(): void {
    if (!this.#isStopped && !this.#to.destroyed) this.#to.end()
  }
}
