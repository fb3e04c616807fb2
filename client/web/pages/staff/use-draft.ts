import { type Reactive, reactive, watch } from "vue"

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
  const key = `reelwire.draft.${name}`
  const kept = read(key, initial)
  const fields = reactive<Fields>({ ...initial, ...kept })
  let first = { ...initial }
  watch(fields, (now) =>
    write(key, Object.keys(first).some((field) => now[field] !== first[field]) ? now : undefined),
  )
  const discard = (anew: Fields = first): void => {
    first = { ...anew }
    Object.assign(fields, anew)
    write(key, undefined)
  }
  return { fields, wasKept: kept !== undefined, discard }
}

function read<Fields extends object>(key: string, initial: Fields): Partial<Fields> | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null")
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

function write(key: string, fields: object | undefined): void {
  try {
    if (fields === undefined) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(fields))
  } catch {
    // A browser that keeps nothing: a reload then begins anew.
  }
}
