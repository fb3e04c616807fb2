const key = "reelwire.wall"

/** How far down a wall one was: which films it showed, how many of them were there, and how many pixels were above. */
type WallPlace = { readonly filters: string; readonly count: number; readonly top: number }

/** Remembers it for a reload. */
export function rememberPlace(place: WallPlace): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(place))
  } catch {
    // A browser that keeps nothing: a reload then shows the first page.
  }
}

/** Where one was before the page was loaded anew, if the wall showed the same films; undefined where one comes from elsewhere. */
export function beforeReload(filters: string): WallPlace | undefined {
  const [navigation] = performance.getEntriesByType("navigation")
  if (!(navigation instanceof PerformanceNavigationTiming) || navigation.type === "navigate") return undefined
  try {
    const place: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null")
    return isPlace(place) && place.filters === filters ? place : undefined
  } catch {
    return undefined
  }
}

function isPlace(value: unknown): value is WallPlace {
  if (typeof value !== "object" || value === null) return false
  const { filters, count, top }: Partial<Record<keyof WallPlace, unknown>> = value
  return typeof filters === "string" && Number.isInteger(count) && Number.isFinite(top)
}
