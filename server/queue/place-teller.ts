import { setImmediate as nextTurn } from "node:timers/promises"
import { tell } from "./place.ts"
import type { Standing } from "./standings.ts"

/** Milliseconds between two rounds of news. */
const everyMs = 1000
/** Milliseconds that news take of a turn of the event loop at most. */
const mostMsInOneTurn = 5

/** Tells places how many people are in front of them when that has changed, all of them together, once a second at most. */
export class PlaceTeller {
  readonly #standings: () => Iterable<Standing>
  #timer: NodeJS.Timeout | undefined
  #lastMs = Number.NEGATIVE_INFINITY
  #isClosed = false

  constructor(standings: () => Iterable<Standing>) {
    this.#standings = standings
  }

  /** The line has changed. */
  changed(): void {
    const inMs = Math.max(0, this.#lastMs + everyMs - performance.now())
    this.#timer ??= setTimeout(() => void this.#tellAll(), inMs).unref()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  async #tellAll(): Promise<void> {
    this.#timer = undefined
    this.#lastMs = performance.now()
    let turnMs = this.#lastMs
    for (const standing of changedOf(this.#standings())) {
      if (performance.now() - turnMs > mostMsInOneTurn) {
        await nextTurn()
        turnMs = performance.now()
      }
      if (this.#isClosed) return
      tellOf(standing)
    }
  }
}

/** Those that somebody is to be told of: found in one go, since the line goes on while they are told. */
function changedOf(all: Iterable<Standing>): Standing[] {
  return Array.from(all).filter(
    ({ place, frontUsers }) => place.toldFront !== frontUsers && place.peers.size > 0,
  )
}

function tellOf({ place, frontUsers, estimateS }: Standing): void {
  // Its turn has come meanwhile, and news of before must not follow that.
  if (place.offered !== undefined) return
  place.toldFront = frontUsers
  tell(place, { push: "queue", place: place.token, front_users: frontUsers, estimate_s: estimateS })
}
