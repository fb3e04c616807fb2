import { languageTag } from "../state/locale.ts"

/** A moment as the day and the minute, in the reader's time zone. */
export function formatTime(moment: string): string {
  return new Date(moment).toLocaleString(languageTag(), { dateStyle: "medium", timeStyle: "short" })
}
