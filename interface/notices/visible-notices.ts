import { Notice } from "../../db/notice.ts"
import { now } from "../../orm/expression.ts"
import { and, gt, type lt, lte, or } from "../../orm/operator.ts"
import { isVip } from "../is-vip.ts"

/** Which of the notices that somebody may see: those before an id, those that are pinned, those that ask to be acknowledged. */
export type Narrowed = {
  readonly id?: ReturnType<typeof lt<number>>
  readonly is_pinned?: true
  readonly must_acknowledge?: true
}

/**
 * The notices that somebody may see at this moment by the database's clock, the highest id first, `limit` at most. Each
 * audience is a walk along an index of its own: the notices to other people, of which there may be any number, are never met.
 */
export async function visibleNotices(userId: number, narrowed: Narrowed, limit: number): Promise<Notice[]> {
  if (limit === 0) return []
  const audiences = [
    { audience: "all" as const },
    ...((await isVip(userId)) ? [{ audience: "vip" as const }] : []),
    { user_id: userId },
  ]
  const lists = await Promise.all(
    audiences.map((audience) =>
      Notice.select(
        and([
          { ...audience, ...narrowed, withdraw_time: null },
          or([{ from_time: null }, { from_time: lte(now()) }]),
          or([{ until_time: null }, { until_time: gt(now()) }]),
        ]),
        { orderBy: "-id", limit },
      ),
    ),
  )
  const newestFirst = lists.flat().toSorted((a, b) => b.id - a.id)
  return newestFirst.slice(0, limit)
}
