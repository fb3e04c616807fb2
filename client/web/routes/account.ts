import type { RouteRecordRaw } from "vue-router"

const anyone = { access: "anyone" } as const
const stranger = { access: "stranger" } as const

/** The pages about one's own account, those before the log-in, and those beside everything. */
export const accountRoutes: readonly RouteRecordRaw[] = [
  { path: "/login", component: () => import("../pages/log-in-page.vue"), meta: stranger },
  { path: "/register", component: () => import("../pages/register-page.vue"), meta: stranger },
  { path: "/forgotten", component: () => import("../pages/forgotten-page.vue"), meta: anyone },
  // Links in mails lead here.
  { path: "/reset", component: () => import("../pages/reset-page.vue"), meta: anyone },
  {
    path: "/account/:tab(profile|security|devices|look)?",
    component: () => import("../pages/account/account-page.vue"),
    meta: { access: "member" },
  },
  { path: "/about", component: () => import("../pages/about-page.vue"), meta: anyone },
  { path: "/not-allowed", component: () => import("../pages/not-allowed-page.vue"), meta: anyone },
  { path: "/:rest(.*)*", component: () => import("../pages/not-found-page.vue"), meta: anyone },
]
