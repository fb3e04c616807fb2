import { computed, type WritableComputedRef } from "vue"
import { useRoute } from "vue-router"
import { useReplaceQuery } from "../../state/use-replace-query.ts"

/** A choice of a list that stands in the page's address, so that a reload and a link show the same; empty for none. */
export function useQuery(name: string): WritableComputedRef<string> {
  const route = useRoute()
  const replaceQuery = useReplaceQuery()
  return computed({
    get: () => {
      const value = route.query[name]
      return typeof value === "string" ? value : ""
    },
    set: (value) => {
      const { [name]: _, ...others } = route.query
      replaceQuery(value === "" ? others : { ...others, [name]: value })
    },
  })
}
