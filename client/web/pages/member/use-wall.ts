import { computed, onUnmounted, type Ref } from "vue"
import { type ListPage, type Pages, usePages } from "../../state/use-pages.ts"
import { call } from "../../wire/call.ts"
import type { Film } from "./film.ts"
import type { WallFilters } from "./use-wall-filters.ts"

const pageFilms = 60
const mostOfOnePage = 200
/** As many films are had again at a reload at most. */
const mostAgain = 1000
const countKey = "reelwire.wall"

/** What the wall showed when it was left for a film's page: it is there at once when one comes back. */
let left: { readonly filters: string; readonly films: readonly Film[] } | undefined

/** The films on the wall. After a reload, and on the way back, as many of them as were there before. */
export function useWall(filters: Ref<WallFilters>): Pages<Film> {
  const name = computed(() => JSON.stringify(filters.value))
  const seen = left?.filters === name.value ? left.films : []
  let wanted = Math.max(pageFilms, Math.min(mostAgain, seen.length || countBefore(name.value)))

  const ask = async (
    limit: number,
    before: number | undefined,
    signal: AbortSignal,
  ): Promise<ListPage<Film, number>> => {
    const { query, kind, only } = filters.value
    const request = {
      movie_type: kind,
      limit,
      ...(query === "" ? {} : { query }),
      ...(only === undefined ? {} : { only }),
      ...(before === undefined ? {} : { before_id: before }),
    }
    const { movies, next_before_id } = await call("list_movies", request, { signal })
    return { rows: movies, next: next_before_id }
  }
  const askFirst = async (signal: AbortSignal): Promise<ListPage<Film, number>> => {
    const most = wanted
    const rows: Film[] = []
    let next: number | null | undefined
    while (next !== null && rows.length < most) {
      const page = await ask(Math.min(mostOfOnePage, most - rows.length), next, signal)
      rows.push(...page.rows)
      next = page.next
    }
    wanted = pageFilms
    return { rows, next: next ?? null }
  }
  const pages = usePages<Film, number>(
    (next, signal) => (next === undefined ? askFirst(signal) : ask(pageFilms, next, signal)),
    [name],
  )
  pages.change(() => seen)

  const remember = (): void => {
    left = { filters: name.value, films: pages.rows.value }
    keepCount(name.value, pages.rows.value.length)
  }
  window.addEventListener("pagehide", remember)
  onUnmounted(() => {
    window.removeEventListener("pagehide", remember)
    remember()
  })
  return pages
}

function keepCount(filters: string, count: number): void {
  try {
    sessionStorage.setItem(countKey, `${count} ${filters}`)
  } catch {
    // A browser that keeps nothing: a reload then shows the first page.
  }
}

function countBefore(filters: string): number {
  try {
    const [, count, kept] = /^(\d+) (.*)$/.exec(sessionStorage.getItem(countKey) ?? "") ?? []
    return kept === filters ? Number(count) : 0
  } catch {
    return 0
  }
}
