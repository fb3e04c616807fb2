import { byLanguage } from "./by-language.ts"

const day = byLanguage((language) => new Intl.DateTimeFormat(language, { dateStyle: "medium" }))

/** A moment as the day. */
export function formatDay(moment: string): string {
  return day().format(new Date(moment))
}
