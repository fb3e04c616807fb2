import { computed, type WritableComputedRef } from "vue"
import { useRoute, useRouter } from "vue-router"

/** A choice of a list that stands in the page's address, so that a reload and a link show the same; empty for none. */
export function useQuery(name: string): WritableComputedRef<string> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => {
      const value = route.query[name]
      return typeof value === "string" ? value : ""
    },
    set: (value) => {
      const { [name]: _, ...others } = route.query
      void router.replace({ query: value === "" ? others : { ...others, [name]: value } })
    },
  })
}
