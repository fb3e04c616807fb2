import { byLanguage } from "./by-language.ts"

const time = byLanguage(
  (language) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }),
)

/** A moment as the day and the minute, in the reader's time zone. */
export function formatTime(moment: string): string {
  return time().format(new Date(moment))
}
