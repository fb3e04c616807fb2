import { setTimeout as pause } from "node:timers/promises"

/** Seconds of silence after which no more may follow at once than before. */
const burstS = 0.1

/** A rate that everything under way keeps together: whoever wants to move bytes asks first. */
export class RateLimit {
  /** Bytes to ask for at once at most, so that something moves many times a second. */
  readonly mostBytes: number
  readonly #bytesPerMs: number
  /** When all bytes that were asked for so far will have gone through at the rate. */
  #freeMs = 0

  constructor(bytesPerS: number) {
    this.mostBytes = Math.max(1024, Math.ceil(bytesPerS * burstS))
    this.#bytesPerMs = bytesPerS / 1000
  }

  /** Answers when so many bytes may move; throws the signal's reason when it is aborted. */
  async take(bytes: number, signal?: AbortSignal): Promise<void> {
    const nowMs = performance.now()
    const startMs = Math.max(this.#freeMs, nowMs - burstS * 1000)
    this.#freeMs = startMs + bytes / this.#bytesPerMs
    const waitMs = this.#freeMs - nowMs
    if (waitMs > 1) await pause(waitMs, undefined, { signal }).catch(() => signal?.throwIfAborted())
  }
}
