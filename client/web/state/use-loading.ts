import { onScopeDispose, type Ref, ref, type ShallowRef, shallowRef, type WatchSource, watch } from "vue"
import { explain } from "./explain.ts"

/** Something on its way from the server. */
export type Loading<Value> = {
  /** What came last; undefined before anything did. */
  readonly value: Readonly<ShallowRef<Value | undefined>>
  readonly isLoading: Readonly<Ref<boolean>>
  /** What went wrong the last time. */
  readonly wrong: Readonly<Ref<string | undefined>>
  /** Asks again; what is there stays until the answer comes. */
  readonly reload: () => Promise<void>
}

/**
 * Asks the server now, and again whenever one of the sources changes; an answer that another question has overtaken is dropped.
 * For use in a component's setup.
 */
export function useLoading<Value>(
  ask: (signal: AbortSignal) => Promise<Value>,
  sources: readonly WatchSource[] = [],
): Loading<Value> {
  const value = shallowRef<Value>()
  const isLoading = ref(true)
  const wrong = ref<string>()
  let asking = new AbortController()
  async function reload(): Promise<void> {
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    isLoading.value = true
    wrong.value = undefined
    try {
      const answer = await ask(signal)
      if (!signal.aborted) value.value = answer
    } catch (error) {
      if (!signal.aborted) wrong.value = explain(error)
    } finally {
      if (!signal.aborted) isLoading.value = false
    }
  }
  onScopeDispose(() => asking.abort())
  watch([...sources], reload, { immediate: true })
  return { value, isLoading, wrong, reload }
}
