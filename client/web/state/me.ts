import { computed, shallowRef } from "vue"
import { shellTexts } from "../../../interface/text/web/shell.ts"
import { isRefusal } from "../../refused.ts"
import { type Answer, call, onStranger } from "../wire/call.ts"
import { dropSocket, onSocketOpen, wantSocket } from "../wire/link.ts"
import { onOtherTab } from "../wire/other-tabs.ts"
import { onPush } from "../wire/pushes.ts"
import { t } from "./locale.ts"
import { toast } from "./toasts.ts"

/** The account that is logged in. */
export type Me = Answer<"who_am_i"> & { readonly balance_fen: number; readonly unread_notices: number }

const present = shallowRef<Me>()

/** Who is logged in; undefined for nobody. */
export const me = computed(() => present.value)

/** What the staff's work is divided into, as messages declare it. */
export type StaffWork = "staff" | "editor" | "cashier" | "admin"

/** Whether who is logged in may do a kind of the staff's work. */
export function mayDo(work: StaffWork): boolean {
  const role = present.value?.role ?? null
  return role !== null && (work === "staff" || role === "admin" || role === work)
}

let asked: Promise<void> | undefined

/** Finds out once who is logged in, when the page begins. */
export function whoIsThere(): Promise<void> {
  asked ??= refreshMe().catch((error: unknown) => {
    asked = undefined
    throw error
  })
  return asked
}

/** Asks anew who is logged in, and what their balance, VIP and unread notices are. */
export async function refreshMe(): Promise<void> {
  const wasKnown = present.value !== undefined
  try {
    const found = await call("who_am_i", { with: "account" }, { quietly: !wasKnown })
    present.value = {
      ...found,
      balance_fen: found.balance_fen ?? 0,
      unread_notices: found.unread_notices ?? 0,
    }
  } catch (error) {
    if (!isRefusal(error, "NOT_LOGGED_IN")) throw error
    present.value = undefined
  }
  if (!wasKnown && present.value !== undefined) wantSocket()
}

/** Nobody is logged in any more. */
export function forgetMe(): void {
  present.value = undefined
  dropSocket()
}

let isLeaving = false

/** Whether one is logging out: what the socket tells of that is no news, and the page that one leaves nowhere to come back to. */
export function setLeaving(isSo: boolean): void {
  isLeaving = isSo
}

/** Something changed of which this browser knows: unread notices, the balance. */
export function changeMe(
  changes: Partial<Pick<Me, "unread_notices" | "balance_fen" | "is_vip" | "vip_until" | "name">>,
): void {
  if (present.value !== undefined) present.value = { ...present.value, ...changes }
}

onStranger(() => {
  if (present.value !== undefined && !isLeaving) toast(t(shellTexts.sessionOver), "info")
  forgetMe()
})
onSocketOpen(() => {
  // What came while no socket was there is counted as soon as what comes next is told.
  call("subscribe", { topics: ["notices"] })
    .then(refreshMe)
    .catch(() => undefined)
})
onPush("notice", () => changeMe({ unread_notices: (present.value?.unread_notices ?? 0) + 1 }))
onPush("missed", () => void refreshMe().catch(() => undefined))
onPush("session_ended", () => {
  if (!isLeaving) void refreshMe().catch(() => undefined)
})
// What this tab shows as one person's would be done, and paid, as the other.
onOtherTab(() => {
  if (present.value !== undefined) void refreshMe().catch(() => undefined)
})
