import { randomBytes } from "node:crypto"
import type { Peer, SlotRequest } from "../../interface/context.ts"
import { Lanes } from "./lanes.ts"
import type { Place, WaitingRequest } from "./place.ts"
import type { StoredPlaces } from "./stored-places.ts"

/** The places of the line: which of them there are, whose they are, and who is told of them. */
export class Line {
  /** Those that are waited for a turn at: not those whose turn it is, nor those that are not safe in the table yet. */
  readonly lanes = new Lanes<Place>()
  readonly #rows: StoredPlaces
  readonly #all = new Set<Place>()
  readonly #byToken = new Map<string, Place>()
  /** Places of those who are told of them: one for a person and a film. */
  readonly #byFilm = new Map<string, Place>()
  readonly #ofPerson = new Map<number, number>()
  #lastNumber = 0
  /** Places that are being stored: whoever comes next must not be faster. */
  #coming = 0

  constructor(rows: StoredPlaces) {
    this.#rows = rows
  }

  get size(): number {
    return this.#all.size
  }

  /** How many of them are a person's. */
  countOf(userId: number): number {
    return this.#ofPerson.get(userId) ?? 0
  }

  get isComing(): boolean {
    return this.#coming > 0
  }

  /** All of them, in no order. */
  get places(): Iterable<Place> {
    return this.#all
  }

  has(place: Place): boolean {
    return this.#all.has(place)
  }

  /** The place that a request is about, by its token, or by the film: asking again makes no second one. */
  find({ session, movieId, place }: SlotRequest): Place | undefined {
    const named = place === undefined ? undefined : this.own(session.userId, place)
    return named?.movieId === movieId ? named : this.#byFilm.get(keyOf(session.userId, movieId))
  }

  /** A person's place by its token. */
  own(userId: number, token: string): Place | undefined {
    const place = this.#byToken.get(token)
    return place?.userId === userId ? place : undefined
  }

  /** A new place at the end, which is in its lane once it is stored; a request that waits by itself has none in the table. */
  add({ session, movieId, isVip }: SlotRequest, request?: WaitingRequest): Place {
    const token = randomBytes(32).toString("base64url")
    const row = { user_id: session.userId, movie_id: movieId, token, is_vip: isVip }
    this.#coming++
    const stored = this.#rows.add(request === undefined ? row : undefined)
    const sinceMs = performance.now()
    const place = this.#make({ token, userId: session.userId, movieId, isVip, sinceMs, stored, request })
    void stored.then(
      () => this.#enter(place),
      () => {
        this.#coming--
        this.#unmake(place)
      },
    )
    return place
  }

  /** Reads the places of before back, in order. */
  async restore(): Promise<void> {
    const { rows, nowMs } = await this.#rows.load()
    for (const { token, user_id: userId, movie_id: movieId, is_vip: isVip, create_time } of rows) {
      const sinceMs = performance.now() - (nowMs - create_time.getTime())
      const stored = Promise.resolve()
      const request = undefined
      this.lanes.add(this.#make({ token, userId, movieId, isVip, sinceMs, stored, request }))
    }
  }

  /** From now on a connection is told of a place; `gone` is called when it is gone. */
  attach(place: Place, peer: Peer, gone: () => void): void {
    if (place.peers.has(peer)) return
    const left = (): void => {
      place.peers.delete(peer)
      gone()
    }
    place.peers.set(peer, () => peer.gone.removeEventListener("abort", left))
    if (peer.gone.aborted) left()
    else peer.gone.addEventListener("abort", left, { once: true })
  }

  /** Takes a place out for good. */
  remove(place: Place): void {
    clearTimeout(place.timer)
    for (const detach of place.peers.values()) detach()
    place.peers.clear()
    this.lanes.remove(place)
    this.#unmake(place)
    if (place.request === undefined) this.#rows.remove(place.token)
  }

  #make(given: Omit<Place, "number" | "peers" | "session" | "offered" | "timer" | "toldFront">): Place {
    const place: Place = {
      ...given,
      number: ++this.#lastNumber,
      peers: new Map(),
      session: undefined,
      offered: undefined,
      timer: undefined,
      toldFront: undefined,
    }
    this.#all.add(place)
    this.#ofPerson.set(place.userId, this.countOf(place.userId) + 1)
    this.#byToken.set(place.token, place)
    if (place.request === undefined) this.#byFilm.set(keyOf(place.userId, place.movieId), place)
    return place
  }

  #enter(place: Place): void {
    this.#coming--
    if (this.has(place)) this.lanes.add(place)
    // It went while it was being stored.
    else if (place.request === undefined) this.#rows.remove(place.token)
  }

  #unmake(place: Place): void {
    if (!this.#all.delete(place)) return
    const left = this.countOf(place.userId) - 1
    if (left === 0) this.#ofPerson.delete(place.userId)
    else this.#ofPerson.set(place.userId, left)
    this.#byToken.delete(place.token)
    const key = keyOf(place.userId, place.movieId)
    if (this.#byFilm.get(key) === place) this.#byFilm.delete(key)
  }
}

function keyOf(userId: number, movieId: number): string {
  return `${userId} ${movieId}`
}
