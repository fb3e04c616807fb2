import type { Peer, Session } from "../../interface/context.ts"

/** A connection that is told of notices, and as whom. */
export type Subscriber = { readonly peer: Peer; readonly session: Session }

/** Who is told of notices: by their connection, and by who they are. */
export class Subscribers {
  readonly #byConnection = new Map<number, Subscriber>()
  readonly #byUser = new Map<number, Set<Subscriber>>()
  /** By connection, what no longer waits for its end: one may come and go as often as it likes. */
  readonly #detach = new Map<number, () => void>()

  /** How many connections there are. */
  get size(): number {
    return this.#byConnection.size
  }

  /** Every subscriber; the walk bears that some come and go meanwhile. */
  all(): Iterable<Subscriber> {
    return this.#byConnection.values()
  }

  /** A person's connections. */
  of(userId: number): Iterable<Subscriber> {
    return this.#byUser.get(userId) ?? []
  }

  /** The people there are. */
  userIds(): number[] {
    return [...this.#byUser.keys()]
  }

  has(subscriber: Subscriber): boolean {
    return this.#byConnection.get(subscriber.peer.connectionId) === subscriber
  }

  /** Puts a connection in, in place of whom it was before; it goes by itself when it is gone. */
  add(subscriber: Subscriber): void {
    const { peer, session } = subscriber
    if (peer.gone.aborted) return
    const before = this.#byConnection.get(peer.connectionId)
    if (before === undefined) this.#watch(peer)
    else this.#leave(before)
    // In the place of the one before, so that a walk that is under way doesn't meet it twice.
    this.#byConnection.set(peer.connectionId, subscriber)
    const own = this.#byUser.get(session.userId) ?? new Set()
    this.#byUser.set(session.userId, own.add(subscriber))
  }

  /** Takes a connection out; without effect where it isn't in. */
  remove(connectionId: number): void {
    const subscriber = this.#byConnection.get(connectionId)
    if (subscriber === undefined) return
    this.#byConnection.delete(connectionId)
    this.#detach.get(connectionId)?.()
    this.#detach.delete(connectionId)
    this.#leave(subscriber)
  }

  #watch({ connectionId, gone }: Peer): void {
    const left = (): void => this.remove(connectionId)
    gone.addEventListener("abort", left, { once: true })
    this.#detach.set(connectionId, () => gone.removeEventListener("abort", left))
  }

  #leave(subscriber: Subscriber): void {
    const { userId } = subscriber.session
    const own = this.#byUser.get(userId)
    own?.delete(subscriber)
    if (own?.size === 0) this.#byUser.delete(userId)
  }
}
