import { ref } from "vue"
import { explain } from "./explain.ts"

/** A sentence that is shown for a while. */
type Toast = { readonly id: number; readonly kind: "good" | "danger" | "info"; readonly text: string }

const shownMs = { good: 4000, info: 6000, danger: 9000 }
let lastId = 0

/** The sentences that are shown now. */
export const toasts = ref<readonly Toast[]>([])

/** Shows a sentence for a while. */
export function toast(text: string, kind: Toast["kind"] = "good"): void {
  lastId += 1
  const id = lastId
  toasts.value = [...toasts.value.slice(-3), { id, kind, text }]
  setTimeout(() => dismissToast(id), shownMs[kind])
}

/** Shows what went wrong, where there is no better place for it. */
export function toastError(error: unknown): void {
  toast(explain(error), "danger")
}

/** Takes a sentence away. */
export function dismissToast(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id)
}
