import { keepInTab, keptInTab } from "../../state/kept-in-tab.ts"

const name = "downloads"

type KeptDownload = { readonly id: number; readonly name: string }

/** The downloads that were waiting when this tab's page was loaded anew. */
export function keptDownloads(): readonly KeptDownload[] {
  try {
    const kept: unknown = JSON.parse(keptInTab(name) ?? "[]")
    return Array.isArray(kept) ? kept.filter(isKept) : []
  } catch {
    return []
  }
}

/** Keeps them for as long as the tab is open. */
export function keepDownloads(downloads: readonly KeptDownload[]): void {
  keepInTab(name, downloads.length === 0 ? undefined : JSON.stringify(downloads))
}

function isKept(value: unknown): value is KeptDownload {
  if (typeof value !== "object" || value === null) return false
  return "id" in value && typeof value.id === "number" && "name" in value && typeof value.name === "string"
}
