import type { ReplyOf } from "../../../../interface/protocol.ts"

type Action = ReplyOf<"list_staff_actions">["actions"][number]

/** One thing that an action changed. */
type Change = {
  readonly name: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** What an action changed, thing by thing; what is not there before or after is left out. */
export function changesOf({ before, after }: Pick<Action, "before" | "after">): readonly Change[] {
  const [was, is] = [new Map(Object.entries(before ?? {})), new Map(Object.entries(after ?? {}))]
  const names = new Set([...was.keys(), ...is.keys()])
  return [...names]
    .map((name) => ({ name, before: inWords(was.get(name)), after: inWords(is.get(name)) }))
    .filter(({ before, after }) => before !== after)
}

function inWords(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}
