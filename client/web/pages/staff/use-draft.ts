import { type Reactive, reactive, watch } from "vue"
import { keepInTab, keptInTab } from "../../state/kept-in-tab.ts"

/** What a person types, kept over a reload of the page until it is discarded. */
export type Draft<Fields extends object> = {
  readonly fields: Reactive<Fields>
  /** Whether something was typed before the page was loaded. */
  readonly wasKept: boolean
  /** Begins anew with these fields, or the first ones. */
  discard(anew?: Fields): void
}

/** The fields of a form, under a name of its own. */
export function useDraft<Fields extends Record<string, string | boolean>>(
  name: string,
  initial: Fields,
): Draft<Fields> {
  const key = `draft.${name}`
  const kept = read(key, initial)
  const fields = reactive<Fields>({ ...initial, ...kept })
  let first = { ...initial }
  watch(fields, (now) =>
    keepInTab(
      key,
      Object.keys(first).some((field) => now[field] !== first[field]) ? JSON.stringify(now) : undefined,
    ),
  )
  const discard = (anew: Fields = first): void => {
    first = { ...anew }
    Object.assign(fields, anew)
    keepInTab(key, undefined)
  }
  return { fields, wasKept: kept !== undefined, discard }
}

function read<Fields extends object>(key: string, initial: Fields): Partial<Fields> | undefined {
  try {
    const kept: unknown = JSON.parse(keptInTab(key) ?? "null")
    return isLike(kept, initial) ? kept : undefined
  } catch {
    return undefined
  }
}

/** Whether what was kept has these fields: the page may be a newer one by now. */
function isLike<Fields extends object>(kept: unknown, initial: Fields): kept is Fields {
  if (typeof kept !== "object" || kept === null) return false
  const has = new Map(Object.entries(kept))
  return Object.entries(initial).every(([field, value]) => typeof has.get(field) === typeof value)
}
