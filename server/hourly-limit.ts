import type { HourlyLimit } from "../interface/context.ts"
import { Failure } from "../interface/failure.ts"

const hourMs = 3_600_000
/** Keys remembered at most, so that a flood of them costs no memory; the longest known is forgotten first. */
const mostKeys = 10_000

/**
 * So many tries an hour of each key: as many at once, and then one whenever another hour's share of time has gone by (the
 * generic cell rate algorithm, which remembers one moment a key).
 */
export class SteadyLimit implements HourlyLimit {
  readonly #mostPerHour: number
  readonly #now: () => number
  /** When all tries of a key would be free again. */
  readonly #freeMs = new Map<string, number>()

  /** `mostPerHour` 0 is no limit. */
  constructor(mostPerHour: number, now: () => number = () => performance.now()) {
    this.#mostPerHour = mostPerHour
    this.#now = now
  }

  take(key: string): void {
    if (this.#mostPerHour === 0) return
    const now = this.#now()
    const freeMs = Math.max(now, this.#freeMs.get(key) ?? now) + hourMs / this.#mostPerHour
    const waitMs = freeMs - hourMs - now
    // A hundredth of a millisecond: fractions of an hour do not add up to it exactly.
    if (waitMs > 0.01) {
      const seconds = Math.ceil(waitMs / 1000)
      throw new Failure("TOO_MANY_TRIES", { seconds }, { keys: { seconds } })
    }
    this.#freeMs.delete(key)
    this.#freeMs.set(key, freeMs)
    if (this.#freeMs.size <= mostKeys) return
    for (const oldest of this.#freeMs.keys()) {
      this.#freeMs.delete(oldest)
      break
    }
  }
}
