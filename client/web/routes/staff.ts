import type { RouteRecordRaw } from "vue-router"

const coming = () => import("../pages/coming-page.vue")

/** The staff's pages, each with the work that it is for. */
export const staffRoutes: readonly RouteRecordRaw[] = [
  { path: "/staff", redirect: "/staff/films" },
  { path: "/staff/films", component: coming, meta: { access: "staff" } },
  { path: "/staff/uploads", component: coming, meta: { access: "editor" } },
  { path: "/staff/trash", component: coming, meta: { access: "editor" } },
  { path: "/staff/notices", component: coming, meta: { access: "editor" } },
  { path: "/staff/members", component: coming, meta: { access: "staff" } },
  { path: "/staff/members/:name", component: coming, meta: { access: "staff" } },
  { path: "/staff/vouchers", component: coming, meta: { access: "cashier" } },
  { path: "/staff/money", component: coming, meta: { access: "cashier" } },
  { path: "/staff/statistics", component: coming, meta: { access: "staff" } },
  { path: "/staff/trail", component: coming, meta: { access: "admin" } },
  { path: "/staff/line", component: coming, meta: { access: "staff" } },
]
