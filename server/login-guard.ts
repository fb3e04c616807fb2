import { setTimeout as delay } from "node:timers/promises"
import type { LoginGuard, Peer } from "../interface/context.ts"
import { Failure } from "../interface/failure.ts"
import { NameTries } from "./name-tries.ts"

type GuardSettings = {
  readonly loginFailuresPerConnection: number
  readonly loginSlowdownMs: number
  readonly loginSlowdownMaxMs: number
  readonly loginTriesPerHour: number
}

type Record = { failures: number; lastFailureMs: number; nextFreeMs: number }

/** One failure of an address is forgotten for each minute without another. */
const forgivenessMs = 60_000
/** Addresses remembered at most, so that a flood of them costs no memory; the longest known is forgotten first. */
const mostAddresses = 10_000

/**
 * Slows guessing down: each failure of an address doubles the time between its tries, in one line for all of its
 * connections, and a name has so many failures an hour. Nothing is locked by it: a device that stays logged in gets its owner
 * in at any time.
 */
export class SlowdownGuard implements LoginGuard {
  readonly #settings: GuardSettings
  readonly #now: () => number
  readonly #records = new Map<string, Record>()
  readonly #names: NameTries

  constructor(settings: GuardSettings, now: () => number = () => performance.now()) {
    this.#settings = settings
    this.#now = now
    this.#names = new NameTries(settings.loginTriesPerHour, now)
  }

  /** How long the address's next try has to wait, in milliseconds; takes the place in its line. */
  reserve(address: string): number {
    const record = this.#records.get(address)
    const now = this.#now()
    if (record === undefined) return 0
    record.failures = this.#remaining(record, now)
    if (record.failures === 0) {
      this.#records.delete(address)
      return 0
    }
    const { loginSlowdownMs, loginSlowdownMaxMs } = this.#settings
    const gapMs = Math.min(loginSlowdownMs * 2 ** (record.failures - 1), loginSlowdownMaxMs)
    const startMs = Math.max(now, record.nextFreeMs) + gapMs
    // A line this long helps nobody; whoever stands at its end is told at once.
    if (startMs - now > 2 * loginSlowdownMaxMs) throw new Failure("BUSY")
    record.nextFreeMs = startMs
    return startMs - now
  }

  async wait(address: string): Promise<void> {
    const waitMs = this.reserve(address)
    if (waitMs > 0) await delay(waitMs, undefined, { ref: false })
  }

  take(name: string): Promise<(counts: boolean) => void> {
    return this.#names.take(name)
  }

  failed(peer: Peer): boolean {
    const now = this.#now()
    const record = this.#records.get(peer.address) ?? { failures: 0, lastFailureMs: now, nextFreeMs: now }
    record.failures = this.#remaining(record, now) + 1
    record.lastFailureMs = now
    this.#records.delete(peer.address)
    this.#records.set(peer.address, record)
    if (this.#records.size > mostAddresses) {
      for (const oldest of this.#records.keys()) {
        this.#records.delete(oldest)
        break
      }
    }
    peer.failedLogins++
    return peer.failedLogins >= this.#settings.loginFailuresPerConnection
  }

  succeeded(peer: Peer): void {
    // The address keeps its failures: else a guesser would log in to an account of their own now and then.
    peer.failedLogins = 0
  }

  #remaining(record: Record, now: number): number {
    const forgiven = Math.floor((now - record.lastFailureMs) / forgivenessMs)
    if (forgiven > 0) record.lastFailureMs += forgiven * forgivenessMs
    return Math.max(0, record.failures - forgiven)
  }
}
