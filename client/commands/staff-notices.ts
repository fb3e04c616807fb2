import type { RequestOf } from "../../interface/protocol.ts"
import { accountTexts } from "../../interface/text/client/account.ts"
import { columnTexts } from "../../interface/text/client/columns.ts"
import { noticeHelp, noticeTexts } from "../../interface/text/client/notices.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import type { Text } from "../../interface/text/locale.ts"
import { askValue } from "../cli/ask-value.ts"
import { type Command, command } from "../cli/command.ts"
import { eachItem } from "../cli/each-item.ts"
import { confirmed } from "../cli/job.ts"
import { allPostedNotices, allReaders, type PostedNotice } from "../cli/notice-pages.ts"
import { type AskingJob, argument, flag, option, someArguments } from "../cli/param.ts"
import { anyText, pointInTime, rowNumber } from "../cli/readers.ts"
import { formatTime } from "../terminal/format.ts"
import { printableLine } from "../terminal/printable.ts"
import type { Say } from "../terminal/say.ts"
import { Trouble } from "../trouble.ts"

/** To whom a notice is, as the wire says it; empty for what it is, or would be without a word. */
type Audience = Pick<RequestOf<"release_notice">, "audience" | "name">

const audienceWord = {
  parse: (text: string): Audience | undefined =>
    text === "all" || text === "vip" ? { audience: text } : undefined,
  takes: noticeTexts.takesAudience,
}

async function askAudience({ asker, say }: AskingJob, none: Audience | undefined): Promise<Audience> {
  const choices: { name: string; value: Audience | "person" }[] = [
    ...(none === undefined ? [] : [{ name: say(noticeTexts.audienceUnchanged), value: none }]),
    { name: say(noticeTexts.audienceAll), value: { audience: "all" } },
    { name: say(noticeTexts.audienceVip), value: { audience: "vip" } },
    { name: say(noticeTexts.audiencePerson), value: "person" },
  ]
  const chosen = await asker.choose(say(noticeTexts.askAudience), choices)
  if (chosen !== "person") return chosen
  return { audience: "person", name: await asker.text(say(accountTexts.askName)) }
}

const to = option<string>("NAME", noticeHelp.noticeTo, anyText, { fallback: "" })

function toWhom(audience: Audience, name: string): Audience {
  return name === "" ? audience : { audience: "person", name }
}

const timeOption = (doc: Text, question: Text) =>
  option<string>("TIME", doc, pointInTime, {
    fallback: "",
    ask: askValue<string>(question, pointInTime, { empty: "" }),
  })

type Post = {
  readonly title: string
  readonly content: string
  readonly audience: Audience
  readonly to: string
  readonly from: string
  readonly until: string
  readonly pinned: boolean
  readonly acknowledge: boolean
}

/** Posts a notice. */
export const publishNotice: Command = command<Post, { notice_id: number }>({
  name: "notices publish",
  doc: noticeHelp.noticesPublish,
  title: noticeTexts.menuPublish,
  needsLogin: true,
  params: {
    title: argument<string>("TITLE", noticeHelp.noticeTitle, anyText, {
      ask: ({ asker, say }) => asker.text(say(noticeTexts.askTitle)),
    }),
    content: argument<string>("TEXT", noticeHelp.noticeContent, anyText, {
      ask: ({ asker, say }) => asker.text(say(noticeTexts.askContent)),
    }),
    audience: option<Audience>("WHOM", noticeHelp.noticeAudience, audienceWord, {
      fallback: {},
      ask: (job) => askAudience(job, undefined),
    }),
    to,
    from: timeOption(noticeHelp.noticeFrom, noticeTexts.askFromTime),
    until: timeOption(noticeHelp.noticeUntil, noticeTexts.askUntilTime),
    pinned: {
      ...flag("pinned", noticeHelp.noticePinned),
      ask: ({ asker, say }) => asker.confirm(say(noticeTexts.askPinned)),
    },
    acknowledge: {
      ...flag("acknowledge", noticeHelp.noticeAcknowledge),
      ask: ({ asker, say }) => asker.confirm(say(noticeTexts.askMustAcknowledge)),
    },
  },
  run: async (
    { remote, signal },
    { title, content, audience, to: name, from, until, pinned, acknowledge },
  ) => {
    const times = { ...(from === "" ? {} : { from }), ...(until === "" ? {} : { until }) }
    const request = {
      title,
      content,
      ...toWhom(audience, name),
      ...times,
      pinned,
      must_acknowledge: acknowledge,
    }
    const { notice_id } = await remote.call("release_notice", request, { signal })
    return { notice_id }
  },
  print: ({ notice_id }, { line }, { say }) => line(say(noticeTexts.noticePosted, { id: notice_id })),
})

function stateOf({ is_withdrawn, is_out, from, until }: PostedNotice, say: Say): string {
  if (is_withdrawn === 1) return say(noticeTexts.noticeWithdrawn)
  if (is_out === 1) return say(noticeTexts.noticeOut)
  const isOver = until !== null && (from === null || Date.parse(until) < Date.now())
  return isOver || from === null
    ? say(noticeTexts.noticeOver)
    : say(noticeTexts.noticeAhead, { time: formatTime(from) })
}

function audienceOf({ audience, name }: PostedNotice, say: Say): string {
  if (audience === "all") return say(noticeTexts.audienceAll)
  return audience === "vip" ? say(noticeTexts.audienceVip) : (name ?? "")
}

/** Lists the notices that were posted. */
export const listPostedNotices: Command = command({
  name: "notices list",
  doc: noticeHelp.noticesStaffList,
  title: noticeTexts.menuAllNotices,
  needsLogin: true,
  params: {},
  run: async ({ remote, signal }) => ({ notices: await allPostedNotices(remote, signal) }),
  print: ({ notices }, { line, table }, { say }) => {
    if (notices.length === 0) return line(say(noticeTexts.noNotices))
    table(
      [
        { head: say(columnTexts.headId), align: "right" },
        { head: say(columnTexts.headTime) },
        { head: say(noticeTexts.headTitle), wraps: true },
        { head: say(noticeTexts.headAudience) },
        { head: say(columnTexts.headState) },
      ],
      notices.map((notice) => [
        String(notice.id),
        formatTime(notice.time),
        notice.title,
        audienceOf(notice, say),
        stateOf(notice, say),
      ]),
    )
  },
})

async function askPosted({ asker, remote, say, signal }: AskingJob): Promise<number> {
  const notices = (await allPostedNotices(remote, signal)).filter(({ is_withdrawn }) => is_withdrawn === 0)
  if (notices.length === 0) throw new Trouble("NO_NOTICES")
  const choices = notices.map(({ id, title }) => ({ name: `${printableLine(title)}  (${id})`, value: id }))
  return asker.search(say(noticeTexts.askNotice), choices)
}

const id = argument<number>("ID", noticeHelp.noticeId, rowNumber, { ask: askPosted })

type Edit = {
  readonly id: number
  readonly title: string
  readonly content: string
  readonly audience: Audience
  readonly to: string
  readonly from: string
  readonly until: string
  readonly pinned: string
  readonly acknowledge: string
}

const timeOrNone = {
  parse: (text: string) => (text === "none" ? text : pointInTime.parse(text)),
  takes: noticeTexts.takesTimeOrNone,
}

const yesOrNo = {
  parse: (text: string) => (text === "yes" || text === "no" ? text : undefined),
  takes: noticeTexts.takesYesOrNo,
}

/** Changes a notice. */
export const editNotice: Command = command<Edit, { notice_id: number; msg: string }>({
  name: "notices edit",
  doc: noticeHelp.noticesEdit,
  title: noticeTexts.menuEditNotice,
  needsLogin: true,
  params: {
    id,
    title: option<string>("TITLE", noticeHelp.noticeTitle, anyText, {
      fallback: "",
      ask: ({ asker, say }) => asker.text(say(noticeTexts.askNewTitle), { mayBeEmpty: true }),
    }),
    content: option<string>("TEXT", noticeHelp.noticeContent, anyText, {
      fallback: "",
      ask: ({ asker, say }) => asker.text(say(noticeTexts.askNewContent), { mayBeEmpty: true }),
    }),
    audience: option<Audience>("WHOM", noticeHelp.noticeAudience, audienceWord, {
      fallback: {},
      ask: (job) => askAudience(job, {}),
    }),
    to,
    from: option<string>("TIME|none", noticeHelp.noticeFrom, timeOrNone, { fallback: "" }),
    until: option<string>("TIME|none", noticeHelp.noticeUntil, timeOrNone, { fallback: "" }),
    pinned: option<string>("yes|no", noticeHelp.noticePin, yesOrNo, { fallback: "" }),
    acknowledge: option<string>("yes|no", noticeHelp.noticeAsk, yesOrNo, { fallback: "" }),
  },
  run: async ({ remote, signal }, said) => {
    const time = (text: string): string | null => (text === "none" ? null : text)
    const changes = {
      ...(said.title === "" ? {} : { title: said.title }),
      ...(said.content === "" ? {} : { content: said.content }),
      ...toWhom(said.audience, said.to),
      ...(said.from === "" ? {} : { from: time(said.from) }),
      ...(said.until === "" ? {} : { until: time(said.until) }),
      ...(said.pinned === "" ? {} : { pinned: said.pinned === "yes" }),
      ...(said.acknowledge === "" ? {} : { must_acknowledge: said.acknowledge === "yes" }),
    }
    const { msg } = await remote.call("edit_notice", { notice_id: said.id, ...changes }, { signal })
    return { notice_id: said.id, msg }
  },
  print: ({ msg }, { text }) => text(msg),
})

/** Takes notices back. */
export const withdrawNotices: Command = command<{ ids: readonly number[] }, { withdrawn: { id: number }[] }>({
  name: "notices withdraw",
  doc: noticeHelp.noticesWithdraw,
  title: noticeTexts.menuWithdrawNotice,
  needsLogin: true,
  params: {
    ids: someArguments("ID", noticeHelp.noticeIds, rowNumber, { ask: async (job) => [await askPosted(job)] }),
  },
  run: async (job, { ids }) => ({
    withdrawn: await eachItem(job, ids, async (notice_id) => {
      await confirmed(job, job.say(noticeTexts.confirmWithdraw, { id: notice_id }))
      const { msg } = await job.remote.call("withdraw_notice", { notice_id }, { signal: job.signal })
      job.tell(`${notice_id}: ${printableLine(msg)}`)
      return { id: notice_id }
    }),
  }),
  print: () => undefined,
})

/** Shows who has read a notice. */
export const listReaders: Command = command<{ id: number }, Awaited<ReturnType<typeof allReaders>>>({
  name: "notices readers",
  doc: noticeHelp.noticesReaders,
  title: noticeTexts.menuNoticeReaders,
  needsLogin: true,
  params: { id },
  run: ({ remote, signal }, { id: notice_id }) => allReaders(remote, notice_id, signal),
  print: ({ readers, audience_count, read_count, acknowledged_count }, { line, table }, { say }) => {
    const counts = { all: audience_count, read: read_count, acknowledged: acknowledged_count }
    line(say(noticeTexts.readCounts, counts))
    if (readers.length === 0) return
    table(
      [
        { head: say(columnTexts.headName), wraps: true },
        { head: say(noticeTexts.headRead) },
        { head: say(noticeTexts.headAcknowledged) },
      ],
      readers.map(({ name, read_time, acknowledge_time }) => [
        name,
        formatTime(read_time),
        acknowledge_time === null ? say(wordTexts.none) : formatTime(acknowledge_time),
      ]),
    )
  },
})
