import type { ReplyOf } from "../../interface/protocol.ts"
import { columnTexts } from "../../interface/text/client/columns.ts"
import { staffHelp, staffTexts } from "../../interface/text/client/staff.ts"
import { type Command, command } from "../cli/command.ts"
import { firstPages } from "../cli/pages.ts"
import { option } from "../cli/param.ts"
import { anyText, wholeNumber } from "../cli/readers.ts"
import { formatTime } from "../terminal/format.ts"

type Action = ReplyOf<"list_staff_actions">["actions"][number]

type Wanted = {
  readonly actor: string
  readonly action: string
  readonly target: string
  readonly limit: number
}

const pageLines = 200

/** Shows what the staff did. */
export const showTrail: Command = command<Wanted, { actions: Action[] }>({
  name: "trail",
  doc: staffHelp.trail,
  title: staffTexts.menuTrail,
  needsLogin: true,
  params: {
    actor: option<string>("NAME", staffHelp.trailActor, anyText, { fallback: "" }),
    action: option<string>("TYPE", staffHelp.trailAction, anyText, { fallback: "" }),
    target: option<string>("TARGET", staffHelp.trailTarget, anyText, { fallback: "" }),
    limit: option<number>("N", staffHelp.trailLimit, wholeNumber(1, 100_000, staffTexts.takesTrailLines), {
      fallback: 100,
    }),
  },
  run: async ({ remote, signal }, { limit, ...said }) => {
    const { actor, action, target } = said
    const only = {
      ...(actor === "" ? {} : { actor }),
      ...(action === "" ? {} : { action }),
      ...(target === "" ? {} : { target }),
    }
    const actions = await firstPages(limit, async (before_id, left) => {
      const page = before_id === undefined ? {} : { before_id }
      const request = { ...only, ...page, limit: Math.min(left, pageLines) }
      const reply = await remote.call("list_staff_actions", request, { signal })
      return { rows: reply.actions, next: reply.next_before_id }
    })
    return { actions }
  },
  print: ({ actions }, { line, table }, { say }) => {
    if (actions.length === 0) return line(say(staffTexts.noTrail))
    table(
      [
        { head: say(columnTexts.headTime) },
        { head: say(staffTexts.headActor) },
        { head: say(staffTexts.headAction) },
        { head: say(staffTexts.headTarget) },
        { head: say(staffTexts.headChange), wraps: true },
      ],
      actions.map((done) => [formatTime(done.time), done.actor, done.action, done.target, changesOf(done)]),
    )
  },
})

/** What changed, each with what was there and what is there since: "role: editor → cashier". */
function changesOf({ before, after }: Action): string {
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  return [...keys]
    .map((key) => {
      const [old, present] = [before?.[key], after?.[key]]
      const isSame = JSON.stringify(old) === JSON.stringify(present)
      if (old === undefined || isSame) return `${key}: ${shown(present)}`
      return present === undefined ? `${key}: ${shown(old)}` : `${key}: ${shown(old)} → ${shown(present)}`
    })
    .join("; ")
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "–"
  if (typeof value !== "string") return JSON.stringify(value)
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? formatTime(value) : value
}
