import { languageTag } from "../state/locale.ts"

/** A whole number with the language's separators. */
export function formatCount(count: number): string {
  return count.toLocaleString(languageTag())
}
