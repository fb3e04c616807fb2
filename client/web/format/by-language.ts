import { languageTag } from "../state/locale.ts"

/** A formatter for the reader's language, made once for each: to make one takes many times as long as to use it. */
export function byLanguage<Formatter>(make: (language: string) => Formatter): () => Formatter {
  const made = new Map<string, Formatter>()
  return () => {
    const language = languageTag()
    const formatter = made.get(language) ?? make(language)
    made.set(language, formatter)
    return formatter
  }
}
