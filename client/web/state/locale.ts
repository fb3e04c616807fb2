import { ref, watchEffect } from "vue"
import { type Locale, localeOf, say, type Text } from "../../../interface/text/locale.ts"
import { remembered } from "./remembered.ts"

const kept = remembered("language")

/** The language that the page speaks: what was chosen here, else the browser's first one that is spoken here. */
export const locale = ref<Locale>(
  localeOf(kept.get()) ??
    navigator.languages.map((tag) => localeOf(tag)).find((each) => each !== undefined) ??
    "en",
)

/** Chooses a language, which this browser remembers. */
export function chooseLocale(chosen: Locale): void {
  locale.value = chosen
  kept.set(chosen)
}

/** A sentence in the language that the page speaks; within a template it follows the language. */
export function t(text: Text, values?: Readonly<Record<string, unknown>>): string {
  return say(text, locale.value, values)
}

/** The language as browsers call it. */
export function languageTag(): string {
  return locale.value === "zh" ? "zh-CN" : "en"
}

watchEffect(() => {
  document.documentElement.lang = languageTag()
})
