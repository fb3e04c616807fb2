import type { HeldSlot } from "../../interface/context.ts"

/** Whose slot it is, and for which film. */
export type SlotOwner = { readonly userId: number; readonly movieId: number }

/** What a slot tells the table that it is of. */
type SlotHome = {
  /** Milliseconds that it is kept after its last range. */
  readonly lingerMs: number
  bound(slot: Slot, downloadId: number): void
  freed(slot: Slot): void
}

/**
 * A transfer slot of one download: however many ranges of it are under way over however many connections, it is one. Kept for
 * a moment after the last one, since the next may be on its way.
 */
export class Slot {
  readonly userId: number
  readonly movieId: number
  /** By performance.now(). */
  readonly #startMs = performance.now()
  readonly #home: SlotHome
  #downloadId: number | undefined
  #bytes = 0
  #ranges = 0
  /** Whether a range of it was not refused. */
  #hasBegun = false
  #isLast = false
  #isFree = false
  #linger: NodeJS.Timeout | undefined

  constructor({ userId, movieId }: SlotOwner, home: SlotHome) {
    this.userId = userId
    this.movieId = movieId
    this.#home = home
  }

  /** The download that it is of; undefined before there is one. */
  get downloadId(): number | undefined {
    return this.#downloadId
  }

  /** Bytes that its peers' systems took. */
  get bytes(): number {
    return this.#bytes
  }

  get ranges(): number {
    return this.#ranges
  }

  /** Milliseconds since it was taken. */
  get heldMs(): number {
    return performance.now() - this.#startMs
  }

  /** One more range of its download begins; `waitedMs` is what was waited for it in the line. */
  join(waitedMs = 0): HeldSlot {
    clearTimeout(this.#linger)
    this.#ranges++
    let [sent, isOver] = [0, false]
    return {
      waitedMs,
      begin: (downloadId) => {
        this.#hasBegun = true
        this.bind(downloadId)
      },
      progress: (bytes) => {
        this.#bytes += bytes - sent
        sent = bytes
      },
      end: ({ isLast = false } = {}) => {
        if (isOver) return
        isOver = true
        this.#isLast ||= isLast
        this.#ranges--
        this.#settle()
      },
    }
  }

  /** From now on it is the slot of this download. */
  bind(downloadId: number): void {
    if (this.#downloadId !== undefined) return
    this.#downloadId = downloadId
    this.#home.bound(this, downloadId)
  }

  /** No further range will come. */
  finish(): void {
    this.#isLast = true
    this.#settle()
  }

  /** Gives it back, whatever is under way. */
  free(): void {
    clearTimeout(this.#linger)
    if (this.#isFree) return
    this.#isFree = true
    this.#home.freed(this)
  }

  #settle(): void {
    if (this.#ranges > 0) return
    clearTimeout(this.#linger)
    const { lingerMs } = this.#home
    // After a mere refusal nothing is to be gone on with.
    if (this.#isLast || !this.#hasBegun || lingerMs === 0) this.free()
    else this.#linger = setTimeout(() => this.free(), lingerMs).unref()
  }
}
