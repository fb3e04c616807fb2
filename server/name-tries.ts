import { createHmac, randomBytes } from "node:crypto"
import { foldName } from "../db/fold-name.ts"
import { Failure } from "../interface/failure.ts"

const hourMs = 3_600_000
/** 2 MiB, whatever names are tried: more failures an hour than this machine can hash passwords don't fill it. */
const slotCount = 2 ** 18

/** The tries of a slot that are being made, and who waits to learn whether they count. */
type Pending = { tries: number; readonly waiting: (() => void)[] }

/**
 * How often a name may be tried: never more than `perHour` failures in any hour, from all addresses, known or unknown. Half of
 * them at once and then one by one (the generic cell rate algorithm, ITU-T I.371), so that whoever is held up is not for an hour.
 * Names share slots of a table of fixed size by a keyed hash: nobody can push a name out of it, or aim at another's slot, and
 * a collision only makes it stricter.
 */
export class NameTries {
  readonly #key = randomBytes(32)
  /** When a slot's tries are all free again. */
  readonly #freeMs = new Float64Array(slotCount)
  readonly #pending = new Map<number, Pending>()
  readonly #eachMs: number
  readonly #burstMs: number
  readonly #now: () => number

  constructor(perHour: number, now: () => number = () => performance.now()) {
    const atOnce = Math.ceil(perHour / 2)
    this.#eachMs = hourMs / (perHour - atOnce + 1)
    this.#burstMs = (atOnce - 1) * this.#eachMs
    this.#now = now
  }

  /**
   * Takes a try before it is known to be wrong, so that tries at the same moment count too; where only those under way have
   * taken the last ones, waits for them. Answers what ends it: told whether it counts. Throws Failure TOO_MANY_TRIES.
   */
  async take(name: string): Promise<(counts: boolean) => void> {
    const slot = this.#slotOf(name)
    for (;;) {
      const waitMs = this.#freeAt(slot) - this.#now() - this.#burstMs
      // A nanosecond more or less is rounding.
      if (waitMs < 1e-6) return this.#begin(slot)
      const pending = this.#pending.get(slot)
      if (pending === undefined) {
        const seconds = Math.ceil(waitMs / 1000)
        throw new Failure("TOO_MANY_TRIES", { seconds }, { keys: { seconds } })
      }
      await new Promise<void>((resolve) => pending.waiting.push(resolve))
    }
  }

  #begin(slot: number): (counts: boolean) => void {
    this.#freeMs[slot] = Math.max(this.#freeAt(slot), this.#now()) + this.#eachMs
    const pending = this.#pending.get(slot) ?? { tries: 0, waiting: [] }
    pending.tries++
    this.#pending.set(slot, pending)
    return (counts) => {
      if (!counts) this.#freeMs[slot] = this.#freeAt(slot) - this.#eachMs
      pending.tries--
      if (pending.tries === 0) this.#pending.delete(slot)
      for (const resume of pending.waiting.splice(0)) resume()
    }
  }

  #freeAt(slot: number): number {
    return this.#freeMs[slot] ?? 0
  }

  #slotOf(name: string): number {
    return createHmac("sha256", this.#key).update(foldName(name)).digest().readUInt32LE() % slotCount
  }
}
