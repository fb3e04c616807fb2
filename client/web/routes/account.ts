import type { RouteRecordRaw } from "vue-router"

/** The pages about one's own account, those before the log-in, and those beside everything. */
export const accountRoutes: readonly RouteRecordRaw[] = [
  { path: "/login", component: () => import("../pages/log-in-page.vue"), meta: { access: "anyone" } },
  { path: "/:rest(.*)*", component: () => import("../pages/not-found-page.vue"), meta: { access: "anyone" } },
]
