import type { RequestOf } from "../../../interface/protocol.ts"
import { checkEmail, checkNeeded, checkPhone } from "../state/check-fields.ts"
import type { FieldErrors } from "../state/use-form.ts"

/** The fields of a profile. */
export const profileFields = ["display_name", "email", "phone", "gender"] as const

/** One of them. */
export type ProfileField = (typeof profileFields)[number]

/** A profile as it stands in a form: what is not told is empty. */
export type ProfileInput = { [Field in ProfileField]: string }

/** A profile of which nothing is told yet. */
export const emptyProfile: ProfileInput = { display_name: "", email: "", phone: "", gender: "" }

/** What is wrong with a profile, as far as it can be told without the server. */
export function checkProfile(
  profile: ProfileInput,
  required: readonly ProfileField[],
): FieldErrors<ProfileField> {
  const missing = Object.fromEntries(required.map((field) => [field, checkNeeded(profile[field])]))
  return {
    ...missing,
    email: missing.email ?? checkEmail(profile.email),
    phone: missing.phone ?? checkPhone(profile.phone),
  }
}

/** A profile as a request has it: null for what is not told. */
export function profileOnWire(profile: ProfileInput): Required<Omit<RequestOf<"set_profile">, "password">> {
  return {
    display_name: profile.display_name.trim() || null,
    email: profile.email.trim() || null,
    phone: profile.phone.trim() || null,
    gender: genderOf(profile.gender),
  }
}

function genderOf(text: string): "female" | "male" | "other" | null {
  return text === "female" || text === "male" || text === "other" ? text : null
}
