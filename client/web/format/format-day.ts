import { languageTag } from "../state/locale.ts"

/** A moment as the day. */
export function formatDay(moment: string): string {
  return new Date(moment).toLocaleDateString(languageTag(), { dateStyle: "medium" })
}
