import { nextTick } from "vue"
import { createRouter, createWebHistory } from "vue-router"
import { isMissingPart, loadAnew } from "./missing-parts.ts"
import { placeToGo } from "./pages/place-to-go.ts"
import { accountRoutes } from "./routes/account.ts"
import { memberRoutes } from "./routes/member.ts"
import { staffRoutes } from "./routes/staff.ts"
import { mayDo, me, whoIsThere } from "./state/me.ts"
import { toastError } from "./state/toasts.ts"
import { onStranger } from "./wire/call.ts"
import "./routes/meta.ts"

/** Finds the page of an address; each is loaded when it is first shown. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [...memberRoutes, ...staffRoutes, ...accountRoutes],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach(async (to) => {
  const { access } = to.meta
  if (access === "anyone") return true
  await whoIsThere()
  if (access === "stranger") return me.value === undefined || placeToGo(to)
  if (me.value === undefined) return logInAndBack(to.fullPath)
  return access === "member" || mayDo(access) || "/not-allowed"
})

// Whoever reads by ear or by keyboard begins each page at its heading.
router.afterEach(async (to, from, failure) => {
  if (failure || from.matched.length === 0 || to.path === from.path) return
  await nextTick()
  const heading = document.querySelector<HTMLElement>("main h1") ?? document.querySelector("main")
  if (!document.activeElement?.matches("main :is(input, select, textarea, [role=tab])")) {
    heading?.focus({ preventScroll: true })
  }
})

router.onError((error: unknown, to) => {
  if (isMissingPart(error)) void loadAnew(to.fullPath).catch(toastError)
  else toastError(error)
})

onStranger(() => {
  const { meta, fullPath } = router.currentRoute.value
  if (meta.access !== "anyone" && meta.access !== "stranger") void router.replace(logInAndBack(fullPath))
})

function logInAndBack(path: string): { path: string; query: { back?: string } } {
  return { path: "/login", query: path === "/" ? {} : { back: path } }
}
