import { type ComputedRef, computed } from "vue"
import { useRoute } from "vue-router"
import { useReplaceQuery } from "../../state/use-replace-query.ts"

/** What of the library the wall shows. */
export type WallFilters = {
  readonly query: string
  readonly kind: "all" | "free" | "charge"
  readonly only: "bought" | "unwatched" | undefined
}

/** What the wall shows, as its address says, so that a reload and the way back keep it. */
export function useWallFilters(): {
  readonly filters: ComputedRef<WallFilters>
  set(changed: Partial<WallFilters>): void
} {
  const route = useRoute()
  const replaceQuery = useReplaceQuery()
  const filters = computed((): WallFilters => {
    const { q, kind, only } = route.query
    return {
      query: typeof q === "string" ? q.slice(0, mostLetters) : "",
      kind: kind === "free" || kind === "charge" ? kind : "all",
      only: only === "bought" || only === "unwatched" ? only : undefined,
    }
  })
  const set = (changed: Partial<WallFilters>): void => {
    const { query, kind, only } = { ...filters.value, ...changed }
    replaceQuery({
      ...(query === "" ? {} : { q: query }),
      ...(kind === "all" ? {} : { kind }),
      ...(only === undefined ? {} : { only }),
    })
  }
  return { filters, set }
}

/** As many letters as a search may have. */
export const mostLetters = 100
