import type { Settings } from "../../conf/settings.ts"
import type { FilmReply } from "../../interface/message.ts"
import { TokenBucket } from "./token-bucket.ts"

/** Milliseconds of a rate that are handed out at once. */
const shareMs = 20
const leastShareBytes = 1024
/** Milliseconds of the link's rate by which somebody who took less than others may be ahead of them later. */
const creditMs = 100

/** The pace of one film on its way out. */
export type Pace = {
  /** Answers how many bytes may be sent now, at least 1 and `most` at most, once it is its turn; 0 where its peer is gone. */
  take(most: number): Promise<number>
  /** To be called when all is sent, or nothing more is. */
  end(): void
}

type Waiting = { readonly most: number; readonly go: (bytes: number) => void }

type Person = {
  readonly bucket: TokenBucket
  /** Those of this person's films that wait for their turn, in order. */
  readonly waiting: Set<Waiting>
  /** Films under way. */
  films: number
  /** Bytes handed out, on a scale that all people share. */
  served: number
}

/**
 * Bounds the rate of downloads: a person's by one bucket for all their connections, and that of all together by one more,
 * which is shared evenly between people: whoever had least of it is next.
 */
export class Pacer {
  readonly #rates: { readonly vip: number; readonly other: number }
  readonly #link: TokenBucket
  readonly #people = new Map<number, Person>()
  /** What the one who was served last had had. */
  #front = 0
  #timer: NodeJS.Timeout | undefined

  constructor({ downloadBytesPerS, downloadBytesPerSVip, linkBytesPerS }: Settings) {
    this.#rates = { vip: downloadBytesPerSVip, other: downloadBytesPerS }
    this.#link = new TokenBucket(linkBytesPerS)
  }

  /** How many people it knows something of. */
  get size(): number {
    return this.#people.size
  }

  /** Begins a film's way out; undefined where nothing bounds its rate. */
  begin({ userId, isVip }: FilmReply["payer"], gone: AbortSignal): Pace | undefined {
    const rate = isVip ? this.#rates.vip : this.#rates.other
    if (rate === 0 && this.#link.rate === 0) return undefined
    const person = this.#person(userId, rate)
    person.films++
    let mine: Waiting | undefined
    const leave = (): void => {
      if (mine === undefined) return
      person.waiting.delete(mine)
      mine.go(0)
      // Sets the timer anew, or takes it back: it may have been for this one.
      this.#serve()
    }
    gone.addEventListener("abort", leave, { once: true })
    return {
      take: (most) => {
        if (gone.aborted) return Promise.resolve(0)
        return new Promise((go) => {
          mine = { most, go }
          person.waiting.add(mine)
          this.#serve()
        })
      },
      end: () => {
        gone.removeEventListener("abort", leave)
        person.films--
        this.#forget(userId, person)
      },
    }
  }

  #person(userId: number, rate: number): Person {
    const known = this.#people.get(userId)
    if (known !== undefined) {
      // Whoever has become a VIP meanwhile is one for all their films.
      known.bucket.rate = rate
      return known
    }
    const person = {
      bucket: new TokenBucket(rate),
      waiting: new Set<Waiting>(),
      films: 0,
      served: this.#front,
    }
    this.#people.set(userId, person)
    return person
  }

  /** Forgets a person without films; not before their bucket is as a new one would be, or short ranges would go round it. */
  #forget(userId: number, person: Person): void {
    if (person.films > 0) return
    const fullMs = person.bucket.fullMs(performance.now())
    if (fullMs > 0) setTimeout(() => this.#forget(userId, person), fullMs).unref()
    else if (this.#people.get(userId) === person) this.#people.delete(userId)
  }

  #serve(): void {
    clearTimeout(this.#timer)
    for (;;) {
      const nowMs = performance.now()
      const linkMs = this.#link.waitMs(nowMs)
      const { person, waitMs } = this.#next(nowMs)
      if (person === undefined) return
      if (linkMs > 0 || waitMs > 0) {
        this.#timer = setTimeout(() => this.#serve(), Math.max(linkMs, waitMs))
        return
      }
      this.#handOut(person, nowMs)
    }
  }

  /** Whose turn it is: of those who may take something the one who had least; else the soonest, and in how many milliseconds. */
  #next(nowMs: number): { person: Person | undefined; waitMs: number } {
    let person: Person | undefined
    let waitMs = Number.POSITIVE_INFINITY
    for (const one of this.#people.values()) {
      if (one.waiting.size === 0) continue
      const oneWaitMs = one.bucket.waitMs(nowMs)
      const isBefore =
        oneWaitMs < waitMs || (oneWaitMs === waitMs && person !== undefined && one.served < person.served)
      if (!isBefore) continue
      person = one
      waitMs = oneWaitMs
    }
    return { person, waitMs }
  }

  #handOut(person: Person, nowMs: number): void {
    for (const waiting of person.waiting) {
      person.waiting.delete(waiting)
      const bytes = Math.min(waiting.most, shareOf(person.bucket.rate), shareOf(this.#link.rate))
      person.bucket.spend(bytes, nowMs)
      this.#link.spend(bytes, nowMs)
      person.served = Math.max(person.served, this.#front - (this.#link.rate * creditMs) / 1000)
      this.#front = person.served
      person.served += bytes
      waiting.go(bytes)
      return
    }
  }
}

function shareOf(rate: number): number {
  return rate === 0
    ? Number.POSITIVE_INFINITY
    : Math.max(leastShareBytes, Math.floor((rate * shareMs) / 1000))
}
