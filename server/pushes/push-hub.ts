import { setImmediate as nextTurn } from "node:timers/promises"
import type { Notice } from "../../db/notice.ts"
import { User } from "../../db/user.ts"
import type { Peer, Pushes, Session } from "../../interface/context.ts"
import { noticeOnWire } from "../../interface/notices/notice-on-wire.ts"
import type { PushOf, Topic } from "../../interface/pushes.ts"
import { now } from "../../orm/expression.ts"
import { gt, oneOf } from "../../orm/operator.ts"
import type { App } from "../app.ts"
import type { Job } from "../jobs/scheduler.ts"
import { NoticeFeed } from "./notice-feed.ts"
import { type Subscriber, Subscribers } from "./subscribers.ts"

/** Milliseconds that pushes take of a turn of the event loop at most. */
const mostMsInOneTurn = 5
/** People who are looked up at once. */
const mostPeople = 500

/**
 * Tells connections that asked for it of notices as they come out. While nobody listens it does nothing, and never asks the
 * database for all listeners one by one.
 */
export class PushHub implements Pushes {
  readonly #app: Pick<App, "database" | "log" | "settings" | "sessions">
  readonly #subscribers = new Subscribers()
  readonly #feed = new NoticeFeed()
  /** Those who took too little for too long, and have to be told that they missed something. */
  readonly #behind = new Set<Subscriber>()
  #looking: Promise<void> | undefined
  #isWanted = false
  #isStopped = false
  #turnMs = 0

  constructor(app: Pick<App, "database" | "log" | "settings" | "sessions">) {
    this.#app = app
  }

  async subscribe(peer: Peer, session: Session, topics: readonly Topic[]): Promise<void> {
    if (topics.length === 0) return this.#subscribers.remove(peer.connectionId)
    this.#subscribers.add({ peer, session })
    // What is released after the reply has to be told of, so the feed knows by then from where on.
    if (!this.#feed.hasBegun) await this.#look()
  }

  noticeChanged(noticeId: number): void {
    this.#feed.changed(noticeId)
    this.#look().catch((error: unknown) => {
      this.#app.log.error({ err: error, noticeId }, "nobody could be told of a notice yet")
    })
  }

  /** Ends what a session subscribed to, and says so. */
  sessionEnded({ userId, token }: Session): void {
    for (const subscriber of [...this.#subscribers.of(userId)]) {
      if (subscriber.session.token === token) this.#end(subscriber)
    }
  }

  /** Looks again and again for notices whose time has come, and for those that other servers stored. */
  get job(): Job {
    const everyMs = this.#app.settings.noticePollS * 1000
    return { name: "notices", everyMs, run: () => this.#look() }
  }

  /** Looks no more; answers when nothing is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#looking?.catch(() => undefined)
  }

  /** Looks for notices and tells of them; whoever asks while that is under way gets another look after it. */
  #look(): Promise<void> {
    this.#isWanted = true
    this.#looking ??= this.#app.database.run(() => this.#lookOn())
    return this.#looking
  }

  async #lookOn(): Promise<void> {
    // Not before it stands there as what is under way.
    await nextTurn()
    try {
      while (this.#isWanted && !this.#isStopped) await this.#lookOnce()
    } finally {
      this.#looking = undefined
    }
  }

  async #lookOnce(): Promise<void> {
    this.#isWanted = false
    if (this.#subscribers.size === 0) {
      this.#feed.stop()
      this.#behind.clear()
      return
    }
    this.#tellWhoMissed()
    const { notices, isAll } = await this.#feed.look()
    this.#isWanted ||= !isAll
    this.#turnMs = performance.now()
    try {
      for (const notice of notices) await this.#tellOf(notice)
    } catch (error) {
      // Who was told of what is not known any more.
      for (const subscriber of this.#subscribers.all()) this.#behind.add(subscriber)
      throw error
    }
  }

  async #tellOf(notice: Notice): Promise<void> {
    const frame = frameOf(notice)
    if (notice.audience === "all") await this.#tell(this.#subscribers.all(), frame)
    else if (notice.user_id !== null) await this.#tell(this.#subscribers.of(notice.user_id), frame)
    else await this.#tellVips(frame)
  }

  async #tellVips(frame: PushOf<"notice">): Promise<void> {
    const people = this.#subscribers.userIds()
    for (let at = 0; at < people.length; at += mostPeople) {
      const some = people.slice(at, at + mostPeople)
      const vips = await User.select({ id: oneOf(some), vip_until: gt(now()) })
      for (const { id } of vips) await this.#tell(this.#subscribers.of(id), frame)
    }
  }

  async #tell(subscribers: Iterable<Subscriber>, frame: PushOf<"notice">): Promise<void> {
    for (const subscriber of subscribers) {
      this.#tellOne(subscriber, frame)
      if (performance.now() - this.#turnMs > mostMsInOneTurn) {
        await nextTurn()
        this.#turnMs = performance.now()
      }
    }
  }

  #tellOne(subscriber: Subscriber, frame: PushOf<"notice">): void {
    // One whose grace time is over ends without a word.
    if (this.#app.sessions.find(subscriber.session.token) === undefined) this.#end(subscriber)
    // Once behind, they are told that first, so that nothing comes out of its order.
    else if (!this.#behind.has(subscriber) && !subscriber.peer.push(frame)) this.#behind.add(subscriber)
  }

  #end({ peer }: Subscriber): void {
    this.#subscribers.remove(peer.connectionId)
    peer.push({ push: "session_ended" })
  }

  #tellWhoMissed(): void {
    const frame: PushOf<"missed"> = { push: "missed", topics: ["notices"] }
    for (const subscriber of this.#behind) {
      if (!this.#subscribers.has(subscriber) || subscriber.peer.push(frame)) this.#behind.delete(subscriber)
    }
  }
}

function frameOf(notice: Notice): PushOf<"notice"> {
  return { push: "notice", ...noticeOnWire(notice) }
}
