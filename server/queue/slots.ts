import { Slot, type SlotOwner } from "./slot.ts"

/** How much the newest slot counts in the average of how long they are held. */
const newestPart = 0.2

type SlotLimits = {
  /** Slots at once, and at once for one person; 0 for no limit. */
  readonly most: number
  readonly mostPerPerson: number
  readonly lingerMs: number
}

/** The transfer slots that are taken: by a download, or offered to somebody whose turn it is. */
export class Slots {
  readonly #limits: SlotLimits
  readonly #freed: () => void
  readonly #taken = new Set<Slot>()
  readonly #byDownload = new Map<number, Slot>()
  readonly #byPerson = new Map<number, number>()
  #averageMs: number | undefined

  /** `freed` is called after each slot that is given back. */
  constructor(limits: SlotLimits, freed: () => void) {
    this.#limits = limits
    this.#freed = freed
  }

  /** All that are taken, the longest held first. */
  get all(): Iterable<Slot> {
    return this.#taken
  }

  get count(): number {
    return this.#taken.size
  }

  /** Whether one is left. */
  get areLeft(): boolean {
    const { most } = this.#limits
    return most === 0 || this.#taken.size < most
  }

  /** Seconds until one is given back, on average; undefined where nothing is known or there is no limit. */
  get secondsEach(): number | undefined {
    const { most } = this.#limits
    return this.#averageMs === undefined || most === 0 ? undefined : this.#averageMs / most / 1000
  }

  /** Whether a person may have one more. */
  mayHave(userId: number): boolean {
    const { mostPerPerson } = this.#limits
    return mostPerPerson === 0 || (this.#byPerson.get(userId) ?? 0) < mostPerPerson
  }

  /** The one of a download, where it has one. */
  ofDownload(downloadId: number | undefined): Slot | undefined {
    return downloadId === undefined ? undefined : this.#byDownload.get(downloadId)
  }

  take(owner: SlotOwner): Slot {
    const slot = new Slot(owner, {
      lingerMs: this.#limits.lingerMs,
      bound: (bound, downloadId) => this.#byDownload.set(downloadId, bound),
      freed: (freed) => this.#free(freed),
    })
    this.#taken.add(slot)
    this.#byPerson.set(owner.userId, (this.#byPerson.get(owner.userId) ?? 0) + 1)
    return slot
  }

  #free(slot: Slot): void {
    const { userId, downloadId, bytes, heldMs } = slot
    this.#taken.delete(slot)
    if (this.ofDownload(downloadId) === slot && downloadId !== undefined) this.#byDownload.delete(downloadId)
    const left = (this.#byPerson.get(userId) ?? 1) - 1
    if (left === 0) this.#byPerson.delete(userId)
    else this.#byPerson.set(userId, left)
    // What sent nothing says nothing of how long a download takes.
    if (bytes > 0) this.#averageMs = averaged(this.#averageMs, heldMs)
    this.#freed()
  }
}

function averaged(average: number | undefined, newest: number): number {
  return average === undefined ? newest : average + (newest - average) * newestPart
}
