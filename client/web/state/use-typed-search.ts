import { onUnmounted, type Ref, ref, watch } from "vue"

const restMs = 200

/**
 * What stands in a field that searches while one types: `search` is called once the fingers have rested for a moment, or at once by
 * `searchNow`; where the query changes by itself (one goes back, say), the field follows. For use in a component's setup.
 */
export function useTypedSearch(
  query: () => string,
  search: (query: string) => void,
): { readonly typed: Ref<string>; readonly searchNow: () => void } {
  const typed = ref(query())
  let resting: ReturnType<typeof setTimeout> | undefined
  const searchNow = (): void => {
    clearTimeout(resting)
    resting = undefined
    const wanted = typed.value.trim()
    if (wanted !== query()) search(wanted)
  }
  // Fields wait for an input method's composition to end: half a syllable is no search.
  watch(typed, () => {
    clearTimeout(resting)
    resting = setTimeout(searchNow, restMs)
  })
  watch(query, (present) => {
    if (resting === undefined && present !== typed.value.trim()) typed.value = present
  })
  onUnmounted(() => clearTimeout(resting))
  return { typed, searchNow }
}
