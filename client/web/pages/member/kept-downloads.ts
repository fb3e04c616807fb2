import { me } from "../../state/me.ts"

const keyOf = (): string => `reelwire.downloads.${me.value?.user_id}`

type KeptDownload = { readonly id: number; readonly name: string }

/** The downloads that were waiting when this tab's page was loaded anew. */
export function keptDownloads(): readonly KeptDownload[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf()) ?? "[]")
    return Array.isArray(kept) ? kept.filter(isKept) : []
  } catch {
    return []
  }
}

/** Keeps them for as long as the tab is open. */
export function keepDownloads(downloads: readonly KeptDownload[]): void {
  try {
    if (downloads.length === 0) sessionStorage.removeItem(keyOf())
    else sessionStorage.setItem(keyOf(), JSON.stringify(downloads))
  } catch {
    // A browser that keeps nothing: a reload then forgets who waits.
  }
}

function isKept(value: unknown): value is KeptDownload {
  if (typeof value !== "object" || value === null) return false
  return "id" in value && typeof value.id === "number" && "name" in value && typeof value.name === "string"
}
