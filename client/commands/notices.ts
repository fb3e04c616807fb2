import type { ReplyOf } from "../../interface/protocol.ts"
import { noticeHelp, noticeTexts } from "../../interface/text/client/notices.ts"
import { type Command, command } from "../cli/command.ts"
import { eachItem } from "../cli/each-item.ts"
import type { Job } from "../cli/job.ts"
import { allNotices } from "../cli/notice-pages.ts"
import { type AskingJob, flag, someArguments } from "../cli/param.ts"
import { rowNumber } from "../cli/readers.ts"
import { type NewNotice, newNotices } from "../new-notices.ts"
import type { Remote } from "../remote.ts"
import { formatTime } from "../terminal/format.ts"
import { printableLine, printableLines } from "../terminal/printable.ts"
import type { Say } from "../terminal/say.ts"
import { Trouble } from "../trouble.ts"
import { describeNotices, printNotices } from "./print-notices.ts"

type Notice = ReplyOf<"list_notices">["notices"][number]

const mostAtOnce = 200
/** Seconds for which a watch tries to reach the server again. */
const patienceS = 3600

/** A notice as it is shown: when it came out, whether it is pinned, and what it asks for. */
function shown(notice: NewNotice & { readonly is_acknowledged?: 0 | 1 }, say: Say): object & Shown {
  const { id, title, content, time, is_pinned, must_acknowledge, is_acknowledged = 0 } = notice
  const notes = [
    formatTime(time),
    ...(is_pinned === 1 ? [say(noticeTexts.noticePinned)] : []),
    ...(must_acknowledge === 1 && is_acknowledged === 0 ? [say(noticeTexts.noticeAsks, { id })] : []),
  ]
  return { title, content, note: notes.join(", ") }
}

type Shown = { readonly title: string; readonly content: string; readonly note: string }

/** Notes notices as read. */
async function noteRead(remote: Remote, notices: readonly Notice[], signal: AbortSignal): Promise<void> {
  const unread = notices.filter(({ is_read }) => is_read === 0).map(({ id }) => id)
  for (let at = 0; at < unread.length; at += mostAtOnce) {
    await remote.call("read_notices", { ids: unread.slice(at, at + mostAtOnce) }, { signal })
  }
}

/** Shows the notices, the unread ones first, and notes them as read; the programs call it by different names. */
export const listNotices = (name: string): Command =>
  command<{ all: boolean }, { notices: Notice[] }>({
    name,
    doc: noticeHelp.noticesList,
    title: noticeTexts.menuNotices,
    needsLogin: true,
    params: { all: flag("all", noticeHelp.noticesAll) },
    run: async ({ remote, signal }, { all }) => {
      const listed = all
        ? await allNotices(remote, signal)
        : (await remote.call("list_notices", {}, { signal })).notices
      const { notices: pinned } = await remote.call("list_notices", { which: "pinned" }, { signal })
      const unread = listed.filter(({ is_read }) => is_read === 0)
      const ids = new Set([...unread, ...pinned].map(({ id }) => id))
      const others = all ? listed.filter(({ id }) => !ids.has(id)) : []
      const unreadIds = new Set(unread.map(({ id }) => id))
      const notices = [...unread, ...pinned.filter(({ id }) => !unreadIds.has(id)), ...others]
      await noteRead(remote, notices, signal)
      return { notices }
    },
    print: ({ notices }, printer, { say }) => {
      if (notices.length === 0) printer.line(say(noticeTexts.noUnread))
      printNotices(
        notices.map((notice) => shown(notice, say)),
        printer,
      )
    },
  })

async function askUnacknowledged({ asker, remote, say, signal }: AskingJob): Promise<readonly number[]> {
  const { notices } = await remote.call("list_notices", { which: "to_acknowledge" }, { signal })
  if (notices.length === 0) throw new Trouble("NOTHING_TO_ACKNOWLEDGE")
  const choices = notices.map(({ id, title }) => ({ name: `${printableLine(title)}  (${id})`, value: id }))
  return [await asker.search(say(noticeTexts.askNotice), choices)]
}

/** Acknowledges notices. */
export const acknowledgeNotices: Command = command<
  { ids: readonly number[] },
  { acknowledged: { id: number }[] }
>({
  name: "notices acknowledge",
  doc: noticeHelp.noticesAcknowledge,
  title: noticeTexts.menuAcknowledge,
  needsLogin: true,
  params: { ids: someArguments("ID", noticeHelp.noticeIds, rowNumber, { ask: askUnacknowledged }) },
  run: async (job, { ids }) => ({
    acknowledged: await eachItem(job, ids, async (id) => {
      await job.remote.call("acknowledge_notice", { notice_id: id }, { signal: job.signal })
      job.tell(job.say(noticeTexts.acknowledged, { id }))
      return { id }
    }),
  }),
  print: () => undefined,
})

async function watch(job: Job): Promise<number> {
  const { remote, say, signal } = job
  job.note(say(noticeTexts.watching))
  let count = 0
  try {
    for await (const notice of newNotices(remote, { patienceS, signal })) {
      count++
      job.item({ notice })
      for (const text of describeNotices([shown(notice, say)])) job.tell(printableLines(text))
      await remote.call("read_notices", { ids: [notice.id] }, { signal })
    }
  } catch (error) {
    // Ctrl-C is how a watch ends.
    if (!signal.aborted) throw error
  }
  return count
}

/** Shows notices as they come out. */
export const watchNotices: Command = command<Record<never, never>, { shown: number }>({
  name: "notices watch",
  doc: noticeHelp.noticesWatch,
  title: noticeTexts.menuWatchNotices,
  needsLogin: true,
  params: {},
  run: async (job) => ({ shown: await watch(job) }),
  print: () => undefined,
})
