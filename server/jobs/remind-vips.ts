import { User } from "../../db/user.ts"
import { writeToPerson } from "../../interface/notices/write-to-person.ts"
import type { Locale } from "../../interface/text/locale.ts"
import { noticeTexts } from "../../interface/text/notices.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { and, between, gt, ne, or } from "../../orm/operator.ts"
import { transaction } from "../../orm/transaction.ts"
import type { App } from "../app.ts"
import type { Job } from "./scheduler.ts"

const dayMs = 86_400_000
const everyMs = 600_000
/** Ends from longer ago are told to nobody: the server was off, or this is its first run. */
const mostDaysAgo = 30
/** Members read at once, and told in one run at most. */
const pageRows = 500
const mostTold = 2000

/** An end of somebody's VIP that they are told of. */
type Reminder = {
  readonly column: "vip_told_before" | "vip_told_after"
  readonly text: (typeof noticeTexts)["vipEnds" | "vipEnded"]
  /** Whose VIP ends between these moments. */
  readonly fromMs: number
  readonly toMs: number
}

/** Tells members that their VIP is about to end, and that it has: of each end once, however many servers there are. */
export function remindVips({ settings, log }: Pick<App, "settings" | "log">): Job {
  const { vipReminderDays, lang } = settings
  return {
    name: "vip reminders",
    everyMs,
    run: async (signal) => {
      if (vipReminderDays === 0) return
      const nowMs = await databaseTime()
      const soon = { fromMs: nowMs + 1, toMs: nowMs + vipReminderDays * dayMs }
      const past = { fromMs: nowMs - mostDaysAgo * dayMs, toMs: nowMs }
      const reminders: readonly Reminder[] = [
        { column: "vip_told_before", text: noticeTexts.vipEnds, ...soon },
        { column: "vip_told_after", text: noticeTexts.vipEnded, ...past },
      ]
      for (const reminder of reminders) {
        let told = 0
        for await (const { id, vip_until } of whoToTell(reminder)) {
          if (signal.aborted || told === mostTold) break
          if (await tell(id, vip_until, reminder, lang)) told++
        }
        if (told > 0)
          log.info({ told, reminder: reminder.column }, "members were told of the end of their VIP")
      }
    },
  }
}

type Ending = { readonly id: number; readonly vip_until: Date }

/** Those who were not told yet of an end between two moments, in the order of their ends. */
async function* whoToTell({ column, fromMs, toMs }: Reminder): AsyncGenerator<Ending> {
  let [lastEnd, lastId] = [new Date(fromMs), 0]
  for (;;) {
    // Many may end at the same moment, so the page goes on behind a row and not behind a moment.
    const behind = or([{ vip_until: gt(lastEnd) }, { vip_until: lastEnd, id: gt(lastId) }])
    const page = await User.select(and([{ vip_until: between(lastEnd, new Date(toMs)) }, behind]), {
      orderBy: ["vip_until", "id"],
      limit: pageRows,
    })
    for (const user of page) {
      const { id, vip_until, erase_time } = user
      if (vip_until === null) continue
      ;[lastEnd, lastId] = [vip_until, id]
      if (erase_time === null && user[column]?.getTime() !== vip_until.getTime()) yield { id, vip_until }
    }
    if (page.length < pageRows) return
  }
}

/** Tells somebody, unless their VIP ends at another time by now, or another server was faster; answers whether it did. */
function tell(id: number, vip_until: Date, { column, text }: Reminder, lang: Locale): Promise<boolean> {
  return transaction(async () => {
    // The update decides between all servers that come to it, and holds the row until the notice is there.
    const untold = or([{ [column]: null }, { [column]: ne(vip_until) }])
    const changed = await User.update(and([{ id, vip_until, erase_time: null }, untold]), {
      [column]: vip_until,
    })
    if (changed === 0) return false
    const values = { time: vip_until.toISOString().slice(0, 16).replace("T", " ") }
    const until = column === "vip_told_before" ? { until: vip_until } : {}
    await writeToPerson(lang, { userId: id, text, values, ...until })
    return true
  })
}
