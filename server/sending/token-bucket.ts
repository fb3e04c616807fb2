/** Milliseconds of its rate that a bucket saves up at most: what timers that come late lose, it gets back. */
const savedMs = 100

/** So many bytes a second, and no more: counts what was spent in the time that it takes. */
export class TokenBucket {
  /** Bytes a second; 0 for no limit. */
  rate: number
  /** Until when all that was spent is paid for. */
  #paidMs = 0

  constructor(rate: number) {
    this.rate = rate
  }

  /** Milliseconds until something may be spent. */
  waitMs(nowMs: number): number {
    return this.rate === 0 ? 0 : Math.max(0, this.#paidMs - nowMs)
  }

  /** Milliseconds until it is as good as new. */
  fullMs(nowMs: number): number {
    return Math.max(0, this.#paidMs + savedMs - nowMs)
  }

  /** Spends bytes that may be spent now. */
  spend(bytes: number, nowMs: number): void {
    if (this.rate > 0) this.#paidMs = Math.max(this.#paidMs, nowMs - savedMs) + (bytes / this.rate) * 1000
  }
}
