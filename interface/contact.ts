import { domainToASCII } from "node:url"
import { z } from "zod"

// What mailboxes are called in practice: no quotes, no comments, nothing that a header could take for its end.
const mailbox = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const domain = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/

/** A mail address in its normal form, the domain in lower case and ASCII; undefined for what is none. */
export function normalEmail(text: string): string | undefined {
  const at = text.lastIndexOf("@")
  const name = text.slice(0, Math.max(at, 0)).trimStart()
  const host = domainToASCII(text.slice(at + 1).trim())
  const address = `${name}@${host}`
  return mailbox.test(name) && name.length <= 64 && domain.test(host) && address.length <= 254
    ? address
    : undefined
}

/** A phone number as E.164 has it, + and up to 15 digits with the country's first; undefined for what is none. */
export function normalPhone(text: string): string | undefined {
  const number = text
    .trim()
    .replace(/^00/, "+")
    .replaceAll(/[\s().-]/g, "")
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : undefined
}

function normalised(most: number, normal: (text: string) => string | undefined): z.ZodType<string, string> {
  return z
    .string()
    .min(1)
    .max(most)
    .refine((text) => normal(text) !== undefined)
    .transform((text) => normal(text) ?? text)
}

/** A mail address, as `normalEmail` makes it. */
export function email(): z.ZodType<string, string> {
  return normalised(320, normalEmail)
}

/** A phone number, as `normalPhone` makes it. */
export function phone(): z.ZodType<string, string> {
  return normalised(40, normalPhone)
}

/** The two ways in which somebody can be reached. */
export const way = z.enum(["email", "phone"])

/** One of the two ways in which somebody can be reached. */
export type Way = z.output<typeof way>
