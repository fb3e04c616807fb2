import type { RouteRecordRaw } from "vue-router"

const editor = { access: "editor" } as const
const cashier = { access: "cashier" } as const
const admin = { access: "admin" } as const
const staff = { access: "staff" } as const

/** The staff's pages, each with the work that it is for. */
export const staffRoutes: readonly RouteRecordRaw[] = [
  { path: "/staff", redirect: "/staff/films" },
  { path: "/staff/films", component: () => import("../pages/staff/films-page.vue"), meta: staff },
  { path: "/staff/films/:id(\\d+)", component: () => import("../pages/staff/film-page.vue"), meta: staff },
  { path: "/staff/uploads", component: () => import("../pages/staff/uploads-page.vue"), meta: editor },
  { path: "/staff/trash", component: () => import("../pages/staff/trash-page.vue"), meta: editor },
  { path: "/staff/store", component: () => import("../pages/staff/store-page.vue"), meta: editor },
  { path: "/staff/notices", component: () => import("../pages/staff/notices-page.vue"), meta: editor },
  { path: "/staff/notices/new", component: () => import("../pages/staff/new-notice-page.vue"), meta: editor },
  {
    path: "/staff/notices/:id(\\d+)",
    component: () => import("../pages/staff/notice-page.vue"),
    meta: editor,
  },
  { path: "/staff/members", component: () => import("../pages/staff/members-page.vue"), meta: staff },
  { path: "/staff/members/:name", component: () => import("../pages/staff/member-page.vue"), meta: staff },
  { path: "/staff/invitations", component: () => import("../pages/staff/invitations-page.vue"), meta: admin },
  { path: "/staff/vouchers", component: () => import("../pages/staff/vouchers-page.vue"), meta: cashier },
  {
    path: "/staff/vouchers/:id(\\d+)",
    component: () => import("../pages/staff/voucher-batch-page.vue"),
    meta: cashier,
  },
  { path: "/staff/money", component: () => import("../pages/staff/money-page.vue"), meta: cashier },
  { path: "/staff/statistics", component: () => import("../pages/staff/statistics-page.vue"), meta: staff },
  { path: "/staff/trail", component: () => import("../pages/staff/trail-page.vue"), meta: admin },
  { path: "/staff/line", component: () => import("../pages/staff/line-page.vue"), meta: staff },
]
