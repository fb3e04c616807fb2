import type { RouteRecordRaw } from "vue-router"

const coming = () => import("../pages/coming-page.vue")
const meta = { access: "member" } as const

/** The members' pages. */
export const memberRoutes: readonly RouteRecordRaw[] = [
  { path: "/", component: coming, meta },
  { path: "/films/:id", component: coming, meta },
  { path: "/downloads", component: coming, meta },
  { path: "/watching", component: coming, meta },
  { path: "/vip", component: coming, meta },
  { path: "/balance", component: coming, meta },
  { path: "/notices", component: coming, meta },
]
