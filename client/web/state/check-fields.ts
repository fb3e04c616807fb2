import { fieldTexts } from "../../../interface/text/web/fields.ts"
import { t } from "./locale.ts"

/** The shortest password that the page takes for a new one; the server sees its md5 alone and can't tell. */
export const leastPassword = 6

/** What is wrong with a field that may not be empty. */
export function checkNeeded(text: string): string | undefined {
  return text.trim() === "" ? t(fieldTexts.needed) : undefined
}

/** What is wrong with a new password. */
export function checkNewPassword(text: string): string | undefined {
  return [...text].length < leastPassword ? t(fieldTexts.tooShort, { least: leastPassword }) : undefined
}

/** What is wrong with a new password's repetition. */
export function checkSame(text: string, again: string): string | undefined {
  return text === again ? undefined : t(fieldTexts.notTheSame)
}

/** What is wrong with a code of six digits. */
export function checkCode(text: string): string | undefined {
  return /^\s*\d{6}\s*$/.test(text) ? undefined : t(fieldTexts.notCode)
}

/** What is plainly wrong with a mail address; an empty one is none at all. */
export function checkEmail(text: string): string | undefined {
  return text === "" || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text.trim()) ? undefined : t(fieldTexts.notEmail)
}

/** What is plainly wrong with a phone number; an empty one is none at all. */
export function checkPhone(text: string): string | undefined {
  return text === "" || /^(\+|00)[1-9][\d\s().-]{5,}$/.test(text.trim()) ? undefined : t(fieldTexts.notPhone)
}
