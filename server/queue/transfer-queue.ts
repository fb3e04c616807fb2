import type { Logger } from "pino"
import type { Settings } from "../../conf/settings.ts"
import type { HeldSlot, LineState, Peer, SlotRequest, TransferSlots } from "../../interface/context.ts"
import { Failure, type FailureCode } from "../../interface/failure.ts"
import { PeerGone } from "../../interface/film.ts"
import type { Database } from "../../orm/database.ts"
import { describeLine } from "./describe-line.ts"
import { Line } from "./line.ts"
import { isPresent, type Place, tell, type WaitingRequest } from "./place.ts"
import { PlaceTeller } from "./place-teller.ts"
import type { Slot } from "./slot.ts"
import { Slots } from "./slots.ts"
import { type Standing, standings } from "./standings.ts"
import { StoredPlaces } from "./stored-places.ts"

/** The part of the grace after a start in which no turn comes: those who come back first must not pass those who come later. */
const settlingPart = 1 / 20

/** What a download has where there is no limit. */
const unlimited: HeldSlot = {
  waitedMs: 0,
  begin: () => undefined,
  progress: () => undefined,
  end: () => undefined,
}

type QueueSettings = Pick<
  Settings,
  | "downloadSlots"
  | "downloadSlotsPerPerson"
  | "slotLingerS"
  | "queueGraceS"
  | "queueOfferS"
  | "queueMost"
  | "queueMostPerPerson"
>

/** Gives out the transfer slots: to whoever comes while there are some, and then in the order of the line. */
export class TransferQueue implements TransferSlots {
  readonly #settings: QueueSettings
  readonly #isUnlimited: boolean
  readonly #rows: StoredPlaces
  readonly #line: Line
  readonly #slots: Slots
  readonly #teller = new PlaceTeller(() => this.#standings())
  #settling: NodeJS.Timeout | undefined
  #isStopping = false

  private constructor(settings: QueueSettings, database: Database, log: Logger) {
    const { downloadSlots: most, downloadSlotsPerPerson: mostPerPerson, slotLingerS } = settings
    this.#settings = settings
    this.#isUnlimited = most === 0 && mostPerPerson === 0
    this.#rows = new StoredPlaces(database, log)
    this.#line = new Line(this.#rows)
    this.#slots = new Slots({ most, mostPerPerson, lingerMs: slotLingerS * 1000 }, () => this.#changed())
  }

  /** Reads the line of before back: everybody in it has the time of the grace to come back. */
  static async open(
    settings: QueueSettings,
    { database, log }: { readonly database: Database; readonly log: Logger },
  ): Promise<TransferQueue> {
    const queue = new TransferQueue(settings, database, log)
    await queue.#restore()
    return queue
  }

  checkRoom(asked: SlotRequest): void {
    const { session, downloadId } = asked
    if (this.#isUnlimited || this.#slots.ofDownload(downloadId) !== undefined) return
    if (this.#placeOf(asked) !== undefined || this.#mayBeginAtOnce(asked)) return
    if (this.#isStopping) throw new Failure("STOPPING")
    const { queueMost, queueMostPerPerson: limit } = this.#settings
    if (this.#line.size >= queueMost) throw new Failure("QUEUE_FULL")
    // One person must not fill the line for all others.
    if (limit > 0 && this.#line.countOf(session.userId) >= limit) {
      throw new Failure("TOO_MANY_PLACES", { limit })
    }
  }

  takeNow(asked: SlotRequest): HeldSlot | undefined {
    if (this.#isUnlimited) return unlimited
    const held = this.#slots.ofDownload(asked.downloadId)
    if (held !== undefined) return held.join()
    const known = this.#placeOf(asked)
    if (known?.offered !== undefined) return this.#takeTurn(known, asked)
    return known === undefined && this.#mayBeginAtOnce(asked) ? this.#begin(asked) : undefined
  }

  async take(asked: SlotRequest, peer: Peer): Promise<HeldSlot> {
    const now = this.takeNow(asked)
    if (now !== undefined) return now
    if (this.#isStopping) throw new Failure("STOPPING")
    this.checkRoom(asked)
    const known = this.#placeOf(asked)
    if (!asked.tells) return this.#waitForTurn(asked, peer)
    const place = known ?? this.#line.add(asked)
    await place.stored
    // It may have gone, or its turn may have come, meanwhile.
    if (!this.#line.has(place) || place.offered !== undefined) return this.take(asked, peer)
    this.#comeBack(place, asked, peer)
    throw this.#queued(place)
  }

  delivered(userId: number, downloadId: number): void {
    const slot = this.#slots.ofDownload(downloadId)
    if (slot?.userId === userId) slot.finish()
  }

  leave(userId: number, token: string): void {
    const place = this.#line.own(userId, token)
    if (place !== undefined) this.#lose(place)
  }

  state(): LineState {
    return describeLine(this.#settings.downloadSlots, this.#slots.all, this.#standings())
  }

  /** How many slots are taken, and how many places there are in the line. */
  get counts(): { readonly slots: number; readonly places: number } {
    return { slots: this.#slots.count, places: this.#line.size }
  }

  /** Whose places there are, and for which films. */
  get owners(): { readonly userId: number; readonly movieId: number }[] {
    return [...this.#line.places].map(({ userId, movieId }) => ({ userId, movieId }))
  }

  /** Whoever waits in a session that was ended waits no more; places of those who are away may be claimed in another. */
  sessionEnded(token: string): void {
    this.dropWhere(({ session }) => session === token, "NOT_LOGGED_IN")
  }

  /** Takes those places out that can't come to a download any more. */
  dropWhere(
    isOver: (place: Pick<Place, "userId" | "movieId" | "session">) => boolean,
    code: FailureCode,
  ): void {
    for (const place of [...this.#line.places]) if (isOver(place)) this.#lose(place, code)
  }

  /** Ends the waiting of requests; places stay in the table. Answers once nothing of it uses the database. */
  async stop(): Promise<void> {
    this.#isStopping = true
    this.#teller.close()
    clearTimeout(this.#settling)
    for (const place of [...this.#line.places]) {
      clearTimeout(place.timer)
      if (place.request !== undefined) this.#lose(place, "STOPPING")
    }
    await this.#rows.close()
  }

  async #restore(): Promise<void> {
    await this.#line.restore()
    if (this.#isUnlimited) for (const place of [...this.#line.places]) this.#line.remove(place)
    for (const place of this.#line.places) this.#startGrace(place)
    if (this.#line.size === 0) return
    const settleMs = this.#settings.queueGraceS * 1000 * settlingPart
    this.#settling = setTimeout(() => {
      this.#settling = undefined
      this.#changed()
    }, settleMs).unref()
  }

  /** A request that waits by itself has no place yet. */
  #placeOf(asked: SlotRequest): Place | undefined {
    return asked.tells ? this.#line.find(asked) : undefined
  }

  #mayBeginAtOnce({ session, downloadId }: SlotRequest): boolean {
    if (this.#isStopping || !this.#slots.areLeft || !this.#slots.mayHave(session.userId)) return false
    // What was under way before the start goes on first.
    if (this.#settling !== undefined) return downloadId !== undefined
    return !this.#line.isComing && this.#line.lanes.next(this.#isReady) === undefined
  }

  #begin({ session: { userId }, movieId, downloadId }: SlotRequest): HeldSlot {
    const slot = this.#slots.take({ userId, movieId })
    if (downloadId !== undefined) slot.bind(downloadId)
    return slot.join()
  }

  #waitForTurn(asked: SlotRequest, peer: Peer): Promise<HeldSlot> {
    const { promise, resolve: grant, reject: refuse } = Promise.withResolvers<HeldSlot>()
    const place = this.#line.add(asked, { downloadId: asked.downloadId, grant, refuse })
    place.session = asked.session.token
    const left = (): void => {
      refuse(new PeerGone("a client that waited for its turn is gone"))
      this.#lose(place)
    }
    peer.gone.addEventListener("abort", left, { once: true })
    if (peer.gone.aborted) left()
    void place.stored.then(() => this.#changed())
    return promise.finally(() => peer.gone.removeEventListener("abort", left))
  }

  #takeTurn(place: Place, { downloadId }: SlotRequest): HeldSlot {
    const { offered } = place
    if (offered === undefined) throw new Error("a turn was taken that had not come")
    this.#line.remove(place)
    if (downloadId !== undefined) offered.bind(downloadId)
    return offered.join(performance.now() - place.sinceMs)
  }

  #comeBack(place: Place, { session }: SlotRequest, peer: Peer): void {
    clearTimeout(place.timer)
    place.session = session.token
    this.#line.attach(place, peer, () => this.#left(place))
    // Its turn, if it comes at once, is told after its place.
    setImmediate(() => this.#changed())
  }

  /** One of its connections is gone: without any it is passed over, and keeps its place for the time of its grace. */
  #left(place: Place): void {
    if (this.#isStopping || place.peers.size > 0) return
    const { offered } = place
    place.offered = undefined
    clearTimeout(place.timer)
    this.#startGrace(place)
    if (offered === undefined) return
    this.#line.lanes.add(place)
    offered.free()
  }

  #startGrace(place: Place): void {
    place.timer = setTimeout(() => this.#lose(place), this.#settings.queueGraceS * 1000).unref()
  }

  #queued(place: Place): Failure {
    let found: Standing = { place, frontUsers: 0, estimateS: null }
    for (const standing of this.#standings()) {
      if (standing.place !== place) continue
      found = standing
      break
    }
    const { frontUsers, estimateS } = found
    place.toldFront = frontUsers
    const keys = { place: place.token, front_users: frontUsers, estimate_s: estimateS }
    return new Failure("QUEUED", { front: frontUsers }, { keys })
  }

  #standings(): Generator<Standing> {
    const isForAll = this.#settings.downloadSlots > 0
    return standings(this.#line.lanes, { secondsEach: this.#slots.secondsEach, isForAll })
  }

  readonly #isReady = (place: Place): boolean => isPresent(place) && this.#slots.mayHave(place.userId)

  /** A slot was given back, or somebody came: whose turn is it? */
  #changed(): void {
    if (this.#isStopping) return
    this.#teller.changed()
    if (this.#settling !== undefined) return
    while (this.#slots.areLeft) {
      const place = this.#line.lanes.take(this.#isReady)
      if (place === undefined) return
      this.#giveTurn(place)
    }
  }

  #giveTurn(place: Place): void {
    const { queueOfferS } = this.#settings
    const slot = this.#slots.take(place)
    if (place.request !== undefined) {
      this.#grant(place, slot)
      this.#share(slot, place.request)
      return
    }
    place.offered = slot
    place.timer = setTimeout(() => this.#lose(place), queueOfferS * 1000).unref()
    tell(place, { push: "turn", place: place.token, offer_s: queueOfferS })
  }

  /** Further ranges of the same download wait for nothing any more: they have its slot together. */
  #share(slot: Slot, { downloadId }: WaitingRequest): void {
    if (downloadId === undefined) return
    slot.bind(downloadId)
    for (const place of [...this.#line.places]) {
      if (place.request?.downloadId === downloadId) this.#grant(place, slot)
    }
  }

  #grant(place: Place, slot: Slot): void {
    this.#line.remove(place)
    place.request?.grant(slot.join(performance.now() - place.sinceMs))
  }

  #lose(place: Place, code: FailureCode = "BUSY"): void {
    tell(place, { push: "lost", place: place.token })
    this.#line.remove(place)
    place.request?.refuse(new Failure(code))
    place.offered?.free()
    if (!this.#isStopping) this.#teller.changed()
  }
}
