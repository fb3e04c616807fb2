import { type ShallowRef, watch } from "vue"

/** Gives a field the focus when it turns out to be wrong; where several of a form do at once, the first of them. */
export function useFocusWhenWrong(
  error: () => string | undefined,
  input: Readonly<ShallowRef<HTMLInputElement | HTMLTextAreaElement | null>>,
): void {
  watch(
    error,
    (present) => {
      if (!present) return
      const first = input.value?.form?.querySelector<HTMLElement>("[aria-invalid=true]")
      ;(first ?? input.value)?.focus()
    },
    { flush: "post" },
  )
}
