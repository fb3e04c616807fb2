import type { RouteRecordRaw } from "vue-router"

const meta = { access: "member" } as const

/** The members' pages. */
export const memberRoutes: readonly RouteRecordRaw[] = [
  { path: "/", component: () => import("../pages/member/wall-page.vue"), meta },
  { path: "/films/:id(\\d+)", component: () => import("../pages/member/film-page.vue"), meta },
  { path: "/downloads", component: () => import("../pages/member/downloads-page.vue"), meta },
  { path: "/vip", component: () => import("../pages/member/vip-page.vue"), meta },
  { path: "/balance", component: () => import("../pages/member/balance-page.vue"), meta },
  { path: "/notices", component: () => import("../pages/member/notices-page.vue"), meta },
]
