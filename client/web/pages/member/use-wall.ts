import { computed, nextTick, onUnmounted, type Ref, watch } from "vue"
import { me } from "../../state/me.ts"
import { type ListPage, type Pages, usePages } from "../../state/use-pages.ts"
import { call } from "../../wire/call.ts"
import type { Film } from "./film.ts"
import type { WallFilters } from "./use-wall-filters.ts"
import { beforeReload, rememberPlace } from "./wall-place.ts"

const pageFilms = 60
const mostOfOnePage = 200
/** As many films are had again at a reload at most. */
const mostAgain = 1000

/** What the wall showed when it was left for a film's page: it is there at once when one comes back. */
let left:
  | { readonly who: number | undefined; readonly filters: string; readonly films: readonly Film[] }
  | undefined

/**
 * The films on the wall. After a reload, and on the way back, as many of them as were there before; `above` settles once what
 * stands above them is there.
 */
export function useWall(filters: Ref<WallFilters>, above: Promise<void>): Pages<Film> {
  const name = computed(() => JSON.stringify(filters.value))
  const who = me.value?.user_id
  const seen = left?.who === who && left?.filters === name.value ? left.films : []
  const reloaded = left === undefined ? beforeReload(name.value) : undefined
  let wanted = Math.max(pageFilms, Math.min(mostAgain, reloaded?.count ?? seen.length))

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
      only,
      before_id: before,
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

  if (reloaded !== undefined && reloaded.top > 0) {
    // They come later than the browser would have gone to where one was.
    const goThere = async (): Promise<void> => {
      await above
      await nextTick()
      window.scrollTo({ top: reloaded.top })
    }
    watch(pages.rows, goThere, { once: true })
  }

  const keepForReload = (): void =>
    rememberPlace({ filters: name.value, count: pages.rows.value.length, top: window.scrollY })
  window.addEventListener("pagehide", keepForReload)
  onUnmounted(() => {
    window.removeEventListener("pagehide", keepForReload)
    left = { who, filters: name.value, films: pages.rows.value }
  })
  return pages
}
