import { setTimeout as pause } from "node:timers/promises"
import type { ReplyOf } from "../../interface/protocol.ts"
import { columnTexts } from "../../interface/text/client/columns.ts"
import { lineHelp, lineTexts } from "../../interface/text/client/line.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { type Command, command, type Printer } from "../cli/command.ts"
import type { Job } from "../cli/job.ts"
import { flag } from "../cli/param.ts"
import { formatBytes, formatDuration } from "../terminal/format.ts"
import type { Live } from "../terminal/live-text.ts"
import { keepTrying } from "../transfer/keep-trying.ts"

type Page = ReplyOf<"list_queue">
type Queue = Omit<Page, "next_first">

const pageLimit = 200
const everyMs = 1000
const patienceS = 60

const stateTexts = {
  sending: lineTexts.slotSending,
  between: lineTexts.slotBetween,
  offered: lineTexts.slotOffered,
}

async function page({ remote, signal }: Job, first: number): Promise<Page> {
  const { msg: _, ...reply } = await keepTrying(remote, { patienceS, signal }, () =>
    remote.call("list_queue", { first, limit: pageLimit }, { signal }),
  )
  return reply
}

async function allOf(job: Job): Promise<Queue> {
  const { next_first, ...queue } = await page(job, 0)
  const line = [...queue.line]
  for (let next = next_first; next !== null; ) {
    const more = await page(job, next)
    line.push(...more.line)
    next = more.next_first
  }
  return { ...queue, line }
}

/** Shows it again and again until somebody has seen enough. */
async function watch(job: Job, live: Live): Promise<Queue> {
  const { signal } = job
  for (;;) {
    const queue = await page(job, 0)
    live.show((printer) => print(queue, printer, job))
    await pause(everyMs, undefined, { signal }).catch(() => undefined)
    if (!signal.aborted) continue
    // What was seen last stays on the terminal as the command's result.
    live.show(() => undefined)
    return queue
  }
}

function print(queue: Queue, { line, table }: Printer, { say }: Pick<Job, "say">): void {
  const { most_slots: most, slots_taken: taken, waiting } = queue
  const summary = most === 0 ? lineTexts.queueUnlimited : lineTexts.queueSummary
  line(say(summary, { taken, most, waiting }))
  if (queue.slots.length > 0) {
    table(
      [
        { head: say(lineTexts.headPerson) },
        { head: say(columnTexts.headName), wraps: true },
        { head: say(columnTexts.headState) },
        { head: say(lineTexts.headFor), align: "right" },
        { head: say(columnTexts.headSize), align: "right" },
      ],
      queue.slots.map(({ user_name, movie_name, state, held_s, bytes }) => [
        user_name,
        movie_name,
        say(stateTexts[state]),
        formatDuration(held_s),
        formatBytes(bytes),
      ]),
    )
  }
  if (queue.line.length === 0) return
  table(
    [
      { head: say(lineTexts.headPlace), align: "right" },
      { head: say(lineTexts.headPerson) },
      { head: say(columnTexts.headName), wraps: true },
      { head: say(lineTexts.headLane) },
      { head: say(lineTexts.headFor), align: "right" },
      { head: say(columnTexts.headState) },
    ],
    queue.line.map(({ user_name, movie_name, is_vip, waited_s, is_away }, at) => [
      String(at + 1),
      user_name,
      movie_name,
      say(is_vip === 1 ? wordTexts.vip : wordTexts.none),
      formatDuration(waited_s),
      say(is_away === 1 ? lineTexts.lineAway : lineTexts.lineThere),
    ]),
  )
}

/** Shows who downloads, and who waits for it; from the menu, and with --watch, live. */
export const showQueue: Command = command<{ watch: boolean }, Queue>({
  name: "queue",
  doc: lineHelp.queue,
  title: lineTexts.menuQueue,
  needsLogin: true,
  params: { watch: flag("watch", lineHelp.watch) },
  run: async (job, { watch: wanted }) => {
    const live = wanted || job.isMenu ? job.live() : undefined
    if (live === undefined) return allOf(job)
    if (job.isMenu) job.note(job.say(lineTexts.watchEnds))
    return watch(job, live)
  },
  print,
})
