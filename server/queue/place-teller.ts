import { tell } from "./place.ts"
import type { Standing } from "./standings.ts"

/** Milliseconds between two rounds of news. */
const everyMs = 1000

/** Tells places how many people are in front of them when that has changed, all of them together, once a second at most. */
export class PlaceTeller {
  readonly #standings: () => Iterable<Standing>
  #timer: NodeJS.Timeout | undefined
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(standings: () => Iterable<Standing>) {
    this.#standings = standings
  }

  /** The line has changed. */
  changed(): void {
    const inMs = Math.max(0, this.#lastMs + everyMs - performance.now())
    this.#timer ??= setTimeout(() => this.#tellAll(), inMs).unref()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #tellAll(): void {
    this.#timer = undefined
    this.#lastMs = performance.now()
    for (const { place, frontUsers, estimateS } of this.#standings()) {
      if (place.toldFront === frontUsers || place.peers.size === 0) continue
      place.toldFront = frontUsers
      tell(place, {
        push: "queue",
        place: place.token,
        front_users: frontUsers,
        estimate_s: estimateS,
      })
    }
  }
}
