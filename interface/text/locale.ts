/** The languages that Reelwire speaks. */
export type Locale = "en" | "zh"

/** One sentence in every language; `{name}` stands for a value. */
export type Text = Readonly<Record<Locale, string>>

/** The language that a tag such as "zh_CN.UTF-8", "zh-Hans" or "en" asks for; undefined where it asks for neither. */
export function localeOf(tag: string | undefined): Locale | undefined {
  const match = tag === undefined ? null : /^(en|zh)(?![a-z])/i.exec(tag)
  if (match === null) return undefined
  return match[1]?.toLowerCase() === "zh" ? "zh" : "en"
}

/** A sentence in a language, its `{name}` places filled with the values of those names. */
export function say(text: Text, locale: Locale, values: Readonly<Record<string, unknown>> = {}): string {
  return text[locale].replace(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : place,
  )
}
