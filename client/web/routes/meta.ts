import "vue-router"
import type { StaffWork } from "../state/me.ts"

declare module "vue-router" {
  interface RouteMeta {
    /** Who may see the page: anyone, who isn't logged in, whoever is, or the staff who do this work. */
    readonly access: "anyone" | "stranger" | "member" | StaffWork
  }
}
