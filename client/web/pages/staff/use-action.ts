import { type Ref, ref } from "vue"
import { explain } from "../../state/explain.ts"

/** Something that a button does: whether it is under way, and what went wrong with it last. */
export type Action = {
  readonly isBusy: Ref<boolean>
  readonly wrong: Ref<string | undefined>
  /** Does it; answers whether it went well. */
  run(work: () => Promise<unknown>): Promise<boolean>
}

/** An action of a form, whose failures are told beside it. */
export function useAction(): Action {
  const isBusy = ref(false)
  const wrong = ref<string>()
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    isBusy.value = true
    wrong.value = undefined
    try {
      await work()
      return true
    } catch (error) {
      wrong.value = explain(error)
      return false
    } finally {
      isBusy.value = false
    }
  }
  return { isBusy, wrong, run }
}
