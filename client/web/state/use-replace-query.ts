import { onUnmounted } from "vue"
import { type LocationQueryRaw, onBeforeRouteLeave, useRouter } from "vue-router"

/**
 * Answers what puts choices of a page into its address. Not while one is on the way to another page: a search that comes to rest
 * after the click would call one back. For use in a page's setup.
 */
export function useReplaceQuery(): (query: LocationQueryRaw) => void {
  const router = useRouter()
  let isLeaving = false
  onBeforeRouteLeave(() => {
    isLeaving = true
  })
  onUnmounted(
    router.afterEach(() => {
      isLeaving = false
    }),
  )
  return (query) => {
    if (!isLeaving) void router.replace({ query })
  }
}
