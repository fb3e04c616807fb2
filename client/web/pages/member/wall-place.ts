import { isJsonObject } from "../../../../interface/wire/is-json-object.ts"
import { keepInTab, keptInTab } from "../../state/kept-in-tab.ts"

const name = "wall"

/** How far down a wall one was: which films it showed, how many of them were there, and how many pixels were above. */
type WallPlace = { readonly filters: string; readonly count: number; readonly top: number }

/** Remembers it for a reload. */
export function rememberPlace(place: WallPlace): void {
  keepInTab(name, JSON.stringify(place))
}

/** Where one was before the page was loaded anew, if the wall showed the same films; undefined where one comes from elsewhere. */
export function beforeReload(filters: string): WallPlace | undefined {
  const [navigation] = performance.getEntriesByType("navigation")
  if (!(navigation instanceof PerformanceNavigationTiming) || navigation.type === "navigate") return undefined
  try {
    const place: unknown = JSON.parse(keptInTab(name) ?? "null")
    return isPlace(place) && place.filters === filters ? place : undefined
  } catch {
    return undefined
  }
}

function isPlace(value: unknown): value is WallPlace {
  if (!isJsonObject(value)) return false
  const { filters, count, top } = value
  return typeof filters === "string" && Number.isInteger(count) && Number.isFinite(top)
}
