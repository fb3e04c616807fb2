import "vue-router"
import type { StaffWork } from "../state/me.ts"

declare module "vue-router" {
  interface RouteMeta {
    /** Who may see the page: anyone, whoever is logged in, or the staff who do this work. */
    readonly access: "anyone" | "member" | StaffWork
  }
}
