import type { RouteLocationNormalizedLoaded } from "vue-router"
import { mayDo } from "../state/me.ts"

/** Where who has logged in wanted to go, if that is a page of ours; else where they begin. */
export function placeToGo({ query: { back } }: RouteLocationNormalizedLoaded): string {
  const isOurs = typeof back === "string" && /^\/(?![/\\])/.test(back)
  return isOurs ? back : mayDo("staff") ? "/staff/films" : "/"
}
