import type { FastifyRequest } from "fastify"
import { type Locale, localeOf } from "../../interface/text/locale.ts"

/** The first of the languages of Accept-Language that we speak; browsers name the one that they like best first. */
export function askedLocale({ headers }: FastifyRequest): Locale | undefined {
  const accepted = headers["accept-language"]
  if (accepted === undefined) return undefined
  for (const range of accepted.slice(0, 200).split(",")) {
    const locale = localeOf(range.trim())
    if (locale !== undefined) return locale
  }
  return undefined
}
