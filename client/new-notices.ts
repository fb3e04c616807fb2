import { setTimeout as pause } from "node:timers/promises"
import { z } from "zod"
import type { PushOf } from "../interface/pushes.ts"
import type { Push } from "./connection/connection.ts"
import { orAborted } from "./or-aborted.ts"
import type { Remote } from "./remote.ts"
import { keepTrying, type Patience } from "./transfer/keep-trying.ts"

/** A notice that came out. */
export type NewNotice = Omit<PushOf<"notice">, "push">

/** How long nothing comes before it is asked whether the server is still there: a line can die without a word. */
const quietMs = 30_000
/** Notices that are looked through for those that were missed, and numbers kept in mind, so that none is told twice. */
const mostMissed = 100
const mostKept = 1000

const bit = z.union([z.literal(1), z.literal(0)])
const noticeShape: z.ZodType<NewNotice> = z.object({
  id: z.int(),
  title: z.string(),
  content: z.string(),
  time: z.string(),
  is_pinned: bit,
  must_acknowledge: bit,
})

/**
 * The notices that come out for who is logged in, as they come, over a connection of their own. A lost connection is made again,
 * a lost session begun again, and what was missed meanwhile is caught up with. Throws what can't pass, or hasn't passed in time,
 * and the signal's reason.
 */
export async function* newNotices(remote: Remote, patience: Patience): AsyncGenerator<NewNotice> {
  const { signal } = patience
  const arrived = new Arrived()
  const listener = remote.another({ onPush: (push) => arrived.add(push) })
  const known = new Set<number>()
  const isNew = ({ id }: NewNotice): boolean => {
    if (known.has(id)) return false
    known.add(id)
    const [oldest] = known
    if (known.size > mostKept && oldest !== undefined) known.delete(oldest)
    return true
  }
  try {
    for (let isFirst = true; ; isFirst = false) {
      const { listed, lost } = await keepTrying(listener, patience, () => subscribe(listener, signal))
      // What was there before is no news.
      for (const notice of listed) if (isNew(notice) && !isFirst) yield notice
      for (;;) {
        const push = await next(arrived, lost, listener, signal)
        // Whatever else is pushed, or nothing any more, is made good by beginning again.
        if (push?.push !== "notice") break
        const { data } = noticeShape.safeParse(push)
        if (data !== undefined && isNew(data)) yield data
      }
    }
  } finally {
    await listener.close()
  }
}

/** Has the server tell of notices; answers the newest of those that are there by then, oldest first, and when that connection is lost. */
async function subscribe(
  listener: Remote,
  signal: AbortSignal | undefined,
): Promise<{ readonly listed: NewNotice[]; readonly lost: Promise<void> }> {
  await listener.call("subscribe", { topics: ["notices"] }, { signal })
  const { lost } = listener
  const { notices } = await listener.call("list_notices", { limit: mostMissed }, { signal })
  return { listed: notices.reverse(), lost }
}

/** The next push; undefined where the connection that was to bring it is lost. */
async function next(
  arrived: Arrived,
  lost: Promise<void>,
  listener: Remote,
  signal: AbortSignal | undefined,
): Promise<Push | undefined> {
  for (;;) {
    const push = arrived.take()
    if (push !== undefined) return push
    const ended = new AbortController()
    const quiet = pause(quietMs, "quiet" as const, { signal: ended.signal }).catch(() => undefined)
    const events = [arrived.more(), lost.then(() => "lost" as const), quiet]
    const event = await orAborted(Promise.race(events), signal).finally(() => ended.abort())
    if (event === "lost") return undefined
    // Where nobody answers, the connection is found to be lost; whatever else fails is found by subscribing again.
    const isThere = event !== "quiet" || (await listener.call("who_am_i", {}, { signal }).then(yes, no))
    signal?.throwIfAborted()
    if (!isThere) return undefined
  }
}

const yes = (): boolean => true
const no = (): boolean => false

/** Pushes that nobody took yet. */
class Arrived {
  readonly #pushes: Push[] = []
  #wake = Promise.withResolvers<void>()

  add(push: Push): void {
    this.#pushes.push(push)
    this.#wake.resolve()
  }

  take(): Push | undefined {
    const push = this.#pushes.shift()
    if (this.#pushes.length === 0) this.#wake = Promise.withResolvers()
    return push
  }

  /** Settles when there is a push. */
  more(): Promise<void> {
    return this.#pushes.length > 0 ? Promise.resolve() : this.#wake.promise
  }
}
