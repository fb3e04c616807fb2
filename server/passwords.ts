import { randomBytes } from "node:crypto"
import { setTimeout as pause } from "node:timers/promises"
import { hash, type Options, verify } from "@node-rs/argon2"
import { Semaphore } from "async-mutex"
import type { Passwords } from "../interface/context.ts"
import { Failure } from "../interface/failure.ts"

type PasswordSettings = {
  readonly passwordMemoryKib: number
  readonly passwordPasses: number
  readonly passwordWorkers: number
  readonly passwordQueue: number
}

/** How many of the last verifications are remembered for how long they took. */
const mostTimes = 64
const timerMs = 0.5

/** What a stored hash cost to make. */
function costOf(stored: string): { readonly memory: number; readonly passes: number } | undefined {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(stored)
  return match === null ? undefined : { memory: Number(match[1]), passes: Number(match[2]) }
}

/** argon2id with a salt each; hashes are PHC strings, which carry their salt and parameters. */
export class Argon2Passwords implements Passwords {
  readonly #options: Options & { readonly memoryCost: number; readonly timeCost: number }
  readonly #slots: Semaphore
  readonly #queueLimit: number
  #waiting = 0
  readonly #nobodysHash: Promise<string>
  /** How long the last verifications at today's cost took, in milliseconds. */
  readonly #tookMs: number[] = []
  #next = 0

  constructor(settings: PasswordSettings) {
    this.#options = {
      memoryCost: settings.passwordMemoryKib,
      timeCost: settings.passwordPasses,
      parallelism: 1,
    }
    this.#slots = new Semaphore(settings.passwordWorkers)
    this.#queueLimit = settings.passwordQueue
    const startMs = performance.now()
    this.#nobodysHash = hash(randomBytes(32), this.#options).then((made) => {
      this.#tookMs[this.#next++] = performance.now() - startMs
      return made
    })
    // Whoever waits for it learns of its failure; nobody may be waiting.
    this.#nobodysHash.catch(() => undefined)
  }

  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, this.#options))
  }

  verify(password: string, stored: string | undefined): Promise<boolean> {
    return this.#inTurn(async () => {
      const compared = stored ?? (await this.#nobodysHash)
      const startMs = performance.now()
      const isRight = await verify(compared, password)
      await this.#settle(compared, performance.now() - startMs)
      return isRight && stored !== undefined
    })
  }

  isOutdated(stored: string): boolean {
    const cost = costOf(stored)
    if (cost === undefined) return true
    return cost.memory < this.#options.memoryCost || cost.passes < this.#options.timeCost
  }

  /**
   * Lets a hash of cheaper settings take as long as one of today's took of late: an account that has not logged in since they
   * rose would answer faster than a name that nobody has, and so be told from it.
   */
  async #settle(compared: string, tookMs: number): Promise<void> {
    const { memory, passes } = costOf(compared) ?? { memory: 0, passes: 0 }
    if (memory === this.#options.memoryCost && passes === this.#options.timeCost) {
      this.#tookMs[this.#next++ % mostTimes] = tookMs
    } else if (this.isOutdated(compared)) {
      const dueMs = this.#tookMs[Math.floor(Math.random() * this.#tookMs.length)] ?? 0
      // A timer is late by half a millisecond on average.
      if (dueMs - tookMs > timerMs) await pause(dueMs - tookMs - timerMs)
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#queueLimit) throw new Failure("BUSY")
    this.#waiting++
    const release = await this.#slots.acquire().then(
      ([, free]) => free,
      (error: unknown) => {
        this.#waiting--
        throw error
      },
    )
    this.#waiting--
    return work().finally(release)
  }
}
