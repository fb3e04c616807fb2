import { z } from "zod"
import type { Settings } from "../conf/settings.ts"
import { User } from "../db/user.ts"
import { Verification } from "../db/verification.ts"
import { now } from "../orm/expression.ts"
import { holdAddress } from "./codes/send-limits.ts"
import { email, phone, type Way } from "./contact.ts"
import { Failure } from "./failure.ts"
import { line } from "./fields.ts"
import { profileTexts } from "./text/profile.ts"

/** What somebody may tell about themselves, as fields of a request. */
export const profileFields = {
  display_name: line(64).optional(),
  email: email().optional(),
  phone: phone().optional().describe("with + and the country's number first"),
  gender: z.enum(["female", "male", "other"]).optional(),
}

/** What somebody has told about themselves. */
type Profile = Pick<User, "display_name" | "email" | "phone" | "gender">

/** Changes of a profile: null takes away, and what is not there stays. */
type ProfileChanges = { readonly [Field in keyof Profile]?: Profile[Field] | undefined }

const nothing: Profile = { display_name: null, email: null, phone: null, gender: null }
const ways: readonly Way[] = ["email", "phone"]

/** A profile after changes; without one before, that of a new person. */
export function changedProfile(changes: ProfileChanges, before: Profile = nothing): Profile {
  const { display_name, email, phone, gender } = changes
  return {
    display_name: display_name === undefined ? before.display_name : display_name,
    email: email === undefined ? before.email : email,
    phone: phone === undefined ? before.phone : phone,
    gender: gender === undefined ? before.gender : gender,
  }
}

/** Whether a change of a profile sets, changes or takes away an address. */
export function changesAddress(before: Profile, after: Profile): boolean {
  return ways.some((way) => after[way] !== before[way])
}

/** Throws Failure PROFILE_NEEDED, which names the fields, where a profile lacks what is asked of every member. */
export function requireProfile(
  profile: Profile,
  { requiredProfile }: Pick<Settings, "requiredProfile">,
): void {
  const fields = requiredProfile.filter((field) => profile[field] === null)
  if (fields.length === 0) return
  const named = {
    en: fields.map((field) => profileTexts[field].en).join(", "),
    zh: fields.map((field) => profileTexts[field].zh).join("、"),
  }
  throw new Failure("PROFILE_NEEDED", { fields: named }, { keys: { fields } })
}

/**
 * Stores a changed profile in the transaction that has the person's row: a changed address is not verified, and what was sent to
 * the one before is good no more. Answers the ways by which verified addresses were left.
 */
export async function storeProfile(before: User, after: Profile): Promise<readonly Way[]> {
  const changed = ways.filter((way) => after[way] !== before[way])
  for (const way of changed) {
    const [left, taken] = [before[way], after[way]]
    if (left !== null) {
      const sent = { user_id: before.id, address: left, use_time: null }
      await Verification.update(sent, { use_time: now() })
    }
    if (taken !== null) await holdAddress(way, taken)
  }
  await User.update(
    { id: before.id },
    {
      ...after,
      ...(changed.includes("email") ? { email_time: null } : {}),
      ...(changed.includes("phone") ? { phone_time: null } : {}),
    },
  )
  return changed.filter((way) => before[way === "email" ? "email_time" : "phone_time"] !== null)
}
