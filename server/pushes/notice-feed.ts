import { Notice } from "../../db/notice.ts"
import { isOut } from "../../interface/notices/is-out.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { and, between, gt, oneOf, or } from "../../orm/operator.ts"

/** Ids below the highest that are looked at again: a notice may be committed after one with a higher id. */
const lookBack = 64
/** Milliseconds that are looked at again: a notice may be committed after the time at which it begins. */
const overlapMs = 10_000
/** Notices of a kind that one look reads at most; the next one goes on. */
const mostRead = 200
/** Notices kept in mind as told of at most, beside those that are looked at again. */
const mostKept = 1000

/** How far the feed has come: the highest id, the beginning and id of the last notice whose time came, and what came out lately. */
type Mark = { highestId: number; begunTime: Date; begunId: number; readonly out: Set<number> }

/** What came out since the last look, in that order, and whether that is all. */
export type Look = { readonly notices: readonly Notice[]; readonly isAll: boolean }

/**
 * Finds the notices that come out: stored since the last look, by this server or another, or with a time to begin that has
 * come since then. Each is found once.
 */
export class NoticeFeed {
  #mark: Mark | undefined
  readonly #changed = new Set<number>()

  /** Whether it knows from where on to look. */
  get hasBegun(): boolean {
    return this.#mark !== undefined
  }

  /** Has this notice looked at too, which may be an old one. */
  changed(noticeId: number): void {
    if (this.#mark !== undefined) this.#changed.add(noticeId)
  }

  /** Forgets how far it has come: nobody wants to know. */
  stop(): void {
    this.#mark = undefined
    this.#changed.clear()
  }

  /** Looks once; the first look only finds out from where on to look. */
  async look(): Promise<Look> {
    const mark = this.#mark
    if (mark === undefined) {
      this.#mark = await firstMark()
      return { notices: [], isAll: true }
    }
    const nowMs = await databaseTime()
    const changed = [...this.#changed].slice(0, mostRead)
    const stored = await since(mark.highestId)
    const begun = await begunSince(mark, nowMs)
    const touched = changed.length === 0 ? [] : await Notice.select({ id: oneOf(changed) })
    const fresh = new Map<number, Notice>()
    for (const notice of [...stored, ...begun, ...touched]) {
      if (isOut(notice, nowMs) && !mark.out.has(notice.id)) fresh.set(notice.id, notice)
    }
    for (const id of changed) this.#changed.delete(id)
    const isAll = stored.length < mostRead && begun.length < mostRead && this.#changed.size === 0
    advance(mark, { stored, begun, fresh, nowMs })
    return { notices: [...fresh.values()].toSorted((a, b) => outMs(a) - outMs(b) || a.id - b.id), isAll }
  }
}

async function firstMark(): Promise<Mark> {
  const nowMs = await databaseTime()
  const highest = await Notice.first({}, { orderBy: "-id" })
  const highestId = highest?.id ?? 0
  const out = (await since(highestId)).filter((notice) => isOut(notice, nowMs)).map(({ id }) => id)
  return { highestId, begunTime: new Date(nowMs), begunId: Number.MAX_SAFE_INTEGER, out: new Set(out) }
}

function since(highestId: number): Promise<Notice[]> {
  return Notice.select({ id: gt(highestId - lookBack) }, { orderBy: "id", limit: mostRead })
}

function begunSince({ begunTime, begunId }: Mark, nowMs: number): Promise<Notice[]> {
  return Notice.select(
    and([
      { from_time: between(begunTime, new Date(Math.max(nowMs, begunTime.getTime()))) },
      or([{ from_time: gt(begunTime) }, { from_time: begunTime, id: gt(begunId) }]),
    ]),
    { orderBy: ["from_time", "id"], limit: mostRead },
  )
}

type Found = {
  readonly stored: readonly Notice[]
  readonly begun: readonly Notice[]
  readonly fresh: ReadonlyMap<number, Notice>
  readonly nowMs: number
}

function advance(mark: Mark, { stored, begun, fresh, nowMs }: Found): void {
  mark.highestId = Math.max(mark.highestId, stored.at(-1)?.id ?? 0)
  const last = begun.length < mostRead ? undefined : begun.at(-1)
  // Never back: the clock may have been set back, and what began before the first look is no news.
  mark.begunTime = last?.from_time ?? new Date(Math.max(nowMs - overlapMs, mark.begunTime.getTime()))
  mark.begunId = last?.id ?? Number.MAX_SAFE_INTEGER
  for (const id of fresh.keys()) mark.out.add(id)
  for (const id of mark.out) {
    if (mark.out.size <= mostKept) break
    if (id <= mark.highestId - lookBack) mark.out.delete(id)
  }
}

/** When a notice came out. */
function outMs({ from_time, create_time }: Notice): number {
  return Math.max(create_time.getTime(), from_time?.getTime() ?? 0)
}
