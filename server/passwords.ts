import { randomBytes } from "node:crypto"
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

/** The least memory that argon2 takes, in KiB. */
const leastMemoryKib = 8

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

  constructor(settings: PasswordSettings) {
    this.#options = {
      memoryCost: settings.passwordMemoryKib,
      timeCost: settings.passwordPasses,
      parallelism: 1,
    }
    this.#slots = new Semaphore(settings.passwordWorkers)
    this.#queueLimit = settings.passwordQueue
    this.#nobodysHash = hash(randomBytes(32), this.#options)
    // Whoever waits for it learns of its failure; nobody may be waiting.
    this.#nobodysHash.catch(() => undefined)
  }

  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, this.#options))
  }

  verify(password: string, stored: string | undefined): Promise<boolean> {
    return this.#inTurn(async () => {
      const isRight = await verify(stored ?? (await this.#nobodysHash), password)
      if (stored !== undefined) await this.#makeUpFor(stored, password)
      return isRight && stored !== undefined
    })
  }

  isOutdated(stored: string): boolean {
    const cost = costOf(stored)
    if (cost === undefined) return true
    return cost.memory < this.#options.memoryCost || cost.passes < this.#options.timeCost
  }

  /**
   * Spends what a hash of cheaper settings has saved: an account that has not logged in since they rose would answer faster
   * than a name that nobody has, and so be told from it.
   */
  async #makeUpFor(stored: string, password: string): Promise<void> {
    const { memoryCost, timeCost } = this.#options
    const { memory, passes } = costOf(stored) ?? { memory: 0, passes: 0 }
    const saved = Math.round(memoryCost - (memory * passes) / timeCost)
    if (saved < leastMemoryKib) return
    await hash(password, { ...this.#options, memoryCost: saved })
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
