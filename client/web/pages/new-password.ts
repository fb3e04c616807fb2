import { checkNewPassword, checkSame } from "../state/check-fields.ts"
import type { FieldErrors } from "../state/use-form.ts"

/** A new password, typed twice. */
export type NewPassword = { typed: string; again: string }

/** What is wrong with it. */
export function checkNewPasswords({ typed, again }: NewPassword): FieldErrors<keyof NewPassword> {
  return { typed: checkNewPassword(typed), again: checkSame(typed, again) }
}
