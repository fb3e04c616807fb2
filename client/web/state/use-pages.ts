import { onScopeDispose, type Ref, ref, type ShallowRef, shallowRef, type WatchSource, watch } from "vue"
import { explain } from "./explain.ts"

/** One page of a list, and where the next one begins; null on the last page. */
export type ListPage<Row, Key> = { readonly rows: readonly Row[]; readonly next: Key | null }

/** A list that comes page by page. */
export type Pages<Row> = {
  readonly rows: Readonly<ShallowRef<readonly Row[]>>
  readonly hasMore: Readonly<Ref<boolean>>
  readonly isLoading: Readonly<Ref<boolean>>
  readonly wrong: Readonly<Ref<string | undefined>>
  readonly more: () => Promise<void>
  /** Begins again with the first page; what is there stays until it comes. */
  readonly reload: () => Promise<void>
  /** Puts other rows in the place of those that are there, where the page itself changed something. */
  readonly change: (change: (rows: readonly Row[]) => readonly Row[]) => void
}

/**
 * Asks for the first page now, and again whenever one of the sources changes, and for the others by `more`. For use in a
 * component's setup, beside EndlessList.
 */
export function usePages<Row, Key>(
  ask: (next: Key | undefined, signal: AbortSignal) => Promise<ListPage<Row, Key>>,
  sources: readonly WatchSource[] = [],
): Pages<Row> {
  const rows = shallowRef<readonly Row[]>([])
  const next = shallowRef<Key | null>(null)
  const hasMore = ref(false)
  const isLoading = ref(false)
  const wrong = ref<string>()
  let asking = new AbortController()
  /** Where the page begins that was asked for last. */
  let asked: Key | undefined

  async function load(from: Key | undefined, isOther = false): Promise<void> {
    asked = from
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    isLoading.value = true
    wrong.value = undefined
    try {
      const page = await ask(from, signal)
      if (signal.aborted) return
      rows.value = from === undefined ? page.rows : [...rows.value, ...page.rows]
      next.value = page.next
      hasMore.value = page.next !== null
    } catch (error) {
      if (signal.aborted) return
      wrong.value = explain(error)
      // What is there was found by what was asked before.
      if (isOther) rows.value = []
    } finally {
      if (!signal.aborted) isLoading.value = false
    }
  }
  const reload = (): Promise<void> => load(undefined)
  onScopeDispose(() => asking.abort())
  watch([...sources], () => load(undefined, true), { immediate: true })
  return {
    rows,
    hasMore,
    isLoading,
    wrong,
    // What failed is asked for again: it may have been the first page of another list than the one that is there.
    more: () => load(wrong.value === undefined ? (next.value ?? undefined) : asked),
    reload,
    change: (change) => {
      rows.value = change(rows.value)
    },
  }
}
