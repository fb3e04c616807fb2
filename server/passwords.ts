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

/** argon2id with a salt each; hashes are PHC strings, which carry their salt and parameters. */
export class Argon2Passwords implements Passwords {
  readonly #options: Options
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
      return isRight && stored !== undefined
    })
  }

  isOutdated(stored: string): boolean {
    const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(stored)
    if (match === null) return true
    const { memoryCost = 0, timeCost = 0 } = this.#options
    return Number(match[1]) < memoryCost || Number(match[2]) < timeCost
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
