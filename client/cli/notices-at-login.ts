import { noticeTexts } from "../../interface/text/client/notices.ts"
import { describeNotices } from "../commands/print-notices.ts"
import { printableLines } from "../terminal/printable.ts"
import type { Job } from "./job.ts"

/** The most that a log-in shows of what asks to be acknowledged; the next one goes on. */
const limit = 20

/**
 * Shows the notices that ask to be acknowledged and were not, the oldest first, and asks; whoever says no is asked again after
 * the next log-in. Nothing else is held up by it.
 */
export async function askToAcknowledge(job: Job): Promise<void> {
  const { asker, remote, say, signal } = job
  if (asker === undefined) return
  const { notices } = await remote.call("list_notices", { which: "to_acknowledge", limit }, { signal })
  for (const notice of notices.reverse()) {
    for (const text of describeNotices([notice])) job.note(printableLines(text))
    if (!(await asker.confirm(say(noticeTexts.askAcknowledged)))) continue
    await remote.call("acknowledge_notice", { notice_id: notice.id }, { signal })
  }
}

/** Tells of the same in a line, where nobody can be asked in the middle of a command. */
export async function tellUnacknowledged({ note, remote, say, signal }: Job): Promise<void> {
  const { notices } = await remote.call("list_notices", { which: "to_acknowledge", limit }, { signal })
  if (notices.length === 0) return
  const ids = notices.map(({ id }) => id).join(" ")
  note(say(noticeTexts.toAcknowledge, { count: notices.length, ids }))
}
