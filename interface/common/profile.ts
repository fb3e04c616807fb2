import { z } from "zod"
import { User } from "../../db/user.ts"
import { transaction } from "../../orm/transaction.ts"
import { confirmFails, confirmPassword } from "../account/confirm-password.ts"
import { tellPerson } from "../codes/tell-person.ts"
import { Failure } from "../failure.ts"
import { bit, password, toBit } from "../fields.ts"
import { message } from "../message.ts"
import { changedProfile, changesAddress, profileFields, requireProfile, storeProfile } from "../profile.ts"
import { fieldProblemTexts } from "../text/field-problems.ts"

/** get_profile: what the member has told about themselves. */
export const getProfile = message(
  "get_profile",
  {
    doc: "Tells the member's own profile.",
    access: "member",
    reads: true,
    request: {},
    reply: {
      name: z.string(),
      display_name: z.string().nullable(),
      email: z.string().nullable(),
      email_verified: bit,
      phone: z.string().nullable(),
      phone_verified: bit,
      gender: z.string().nullable(),
    },
    done: { en: "Here is your profile.", zh: "获取资料成功" },
    fails: ["NO_SUCH_USER"],
  },
  async ({ session }) => {
    const user = await User.get(session.userId)
    if (user === undefined) throw new Failure("NO_SUCH_USER")
    const { name, display_name, email, email_time, phone, phone_time, gender } = user
    return {
      name,
      display_name,
      email,
      email_verified: toBit(email_time !== null),
      phone,
      phone_verified: toBit(phone_time !== null),
      gender,
    }
  },
)

const { display_name, email, phone, gender } = profileFields

/** set_profile: changes what the member has told about themselves. */
export const setProfile = message(
  "set_profile",
  {
    doc: "Changes the member's own profile: what is given is set, null takes away, what is not given stays. A changed address takes the password, since a new password can be had by it; it is not verified, and its codes end; the one before it is told, if it was verified.",
    access: "member",
    request: {
      display_name: display_name.nullable(),
      email: email.nullable(),
      phone: phone.nullable(),
      gender: gender.nullable(),
      password: password().optional().describe("needed where the mail address or the phone changes"),
    },
    reply: {},
    done: { en: "Your profile is changed.", zh: "资料已更新" },
    fails: ["PROFILE_NEEDED", ...confirmFails],
  },
  async (context, { password, ...request }) => {
    const { session, settings } = context
    const confirmed = password === undefined ? undefined : await confirmPassword(context, password)
    const { before, left } = await transaction(async () => {
      const before = await User.first({ id: session.userId }, { forUpdate: true })
      if (before === undefined || before.erase_time !== null) throw new Failure("NO_SUCH_USER")
      const after = changedProfile(request, before)
      if (changesAddress(before, after)) checkConfirmed(before, confirmed)
      if (session.role === null) requireProfile(after, settings)
      return { before, left: await storeProfile(before, after) }
    })
    for (const way of left) {
      tellPerson(context, before, { subject: "addressSubject", text: "addressChanged", ways: [way] })
    }
    return {}
  },
)

/** Throws Failure BAD_FIELD where the password was not given, and WRONG_PASSWORD where it is another one by now. */
function checkConfirmed(present: User, confirmed: User | undefined): void {
  if (confirmed === undefined) {
    throw new Failure("BAD_FIELD", { field: "password", problem: fieldProblemTexts.missing })
  }
  if (present.password_hash !== confirmed.password_hash) throw new Failure("WRONG_PASSWORD")
}
