import { type Locale, say, type Text } from "../../interface/text/locale.ts"
import { printableLine } from "./printable.ts"

/** A sentence of the catalogue in the chosen language; the values in it are made harmless for a terminal. */
export type Say = (text: Text, values?: Readonly<Record<string, string | number>>) => string

/** The way to say things in a language. */
export function speaker(locale: Locale): Say {
  return (text, values = {}) => {
    const harmless = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" ? printableLine(value) : value,
    ])
    return say(text, locale, Object.fromEntries(harmless))
  }
}
