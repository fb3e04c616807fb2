import { z } from "zod"
import { User } from "../../db/user.ts"
import { transaction } from "../../orm/transaction.ts"
import { tellPerson } from "../codes/tell-person.ts"
import { Failure } from "../failure.ts"
import { bit, toBit } from "../fields.ts"
import { message } from "../message.ts"
import { changedProfile, profileFields, requireProfile, storeProfile } from "../profile.ts"

/** get_profile: what the member has told about themselves. */
export const getProfile = message(
  "get_profile",
  {
    doc: "Tells the member's own profile.",
    access: "member",
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
    doc: "Changes the member's own profile: what is given is set, null takes away, what is not given stays. A changed address is not verified, and its codes end; the one before it is told, if it was verified.",
    access: "member",
    request: {
      display_name: display_name.nullable(),
      email: email.nullable(),
      phone: phone.nullable(),
      gender: gender.nullable(),
    },
    reply: {},
    done: { en: "Your profile is changed.", zh: "资料已更新" },
    fails: ["PROFILE_NEEDED", "NO_SUCH_USER"],
  },
  async (context, request) => {
    const { session, settings } = context
    const { before, left } = await transaction(async () => {
      const before = await User.first({ id: session.userId }, { forUpdate: true })
      if (before === undefined || before.erase_time !== null) throw new Failure("NO_SUCH_USER")
      const after = changedProfile(request, before)
      if (session.role === null) requireProfile(after, settings)
      return { before, left: await storeProfile(before, after) }
    })
    for (const way of left) {
      tellPerson(context, before, { subject: "addressSubject", text: "addressChanged", ways: [way] })
    }
    return {}
  },
)
