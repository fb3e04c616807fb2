import { me } from "./me.ts"

/** Each account has its own: who logs in next in a tab is somebody else. */
const keyOf = (name: string): string => `reelwire.${me.value?.user_id}.${name}`

/** What this tab has kept under a name over a reload, for the account that is logged in. */
export function keptInTab(name: string): string | undefined {
  try {
    return sessionStorage.getItem(keyOf(name)) ?? undefined
  } catch {
    return undefined
  }
}

/** Keeps it for as long as the tab is open; undefined keeps nothing of it any more. */
export function keepInTab(name: string, text: string | undefined): void {
  try {
    if (text === undefined) sessionStorage.removeItem(keyOf(name))
    else sessionStorage.setItem(keyOf(name), text)
  } catch {
    // A browser that keeps nothing: a reload then begins anew.
  }
}
