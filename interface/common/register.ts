import type { Settings } from "../../conf/settings.ts"
import { foldName } from "../../db/fold-name.ts"
import { roles, User } from "../../db/user.ts"
import { UniqueViolation } from "../../orm/errors.ts"
import { transaction } from "../../orm/transaction.ts"
import { acceptInvitation } from "../accept-invitation.ts"
import type { Role, UserType } from "../context.ts"
import { isErasedName } from "../erased-name.ts"
import { Failure } from "../failure.ts"
import { accountName, line, password, userType } from "../fields.ts"
import { message } from "../message.ts"
import { openAccount } from "../money/open-account.ts"
import { changedProfile, profileFields, requireProfile } from "../profile.ts"

/** register: makes an account; staff's takes an invitation, except the first admin's. */
export const register = message(
  "register",
  {
    doc: "Makes an account. The first admin of an empty library may simply register; staff after that needs an invitation, whose role it gets. Members may register, need an invitation of their own, or can't, as the server is set.",
    access: "anyone",
    request: {
      name: accountName().describe("unique without regard to case"),
      password: password().describe("what the person typed, as a rule as its lower-case hex md5"),
      user_type: userType,
      invitation: line(64)
        .optional()
        .describe("what invite_admin or invite_member answered; for staff after the first admin"),
      ...profileFields,
    },
    reply: {},
    done: { en: "Registered.", zh: "注册成功" },
    fails: [
      "NAME_TAKEN",
      "INVITATION_NEEDED",
      "REGISTRATION_CLOSED",
      "PROFILE_NEEDED",
      "TOO_MANY_TRIES",
      "BUSY",
    ],
  },
  async (context, { name, password, user_type, invitation, ...told }) => {
    const { passwords, peer, registrations, settings } = context
    registrations.take(peer.address)
    const isMember = user_type === "user"
    if (isMember && settings.registration === "closed") throw new Failure("REGISTRATION_CLOSED")
    const profile = changedProfile(told)
    if (isMember) requireProfile(profile, settings)
    // Where members simply register anybody can find out which names there are. Else only who has an invitation: further down.
    const isOpen = settings.registration === "open"
    const isTaken = isErasedName(name) || (isOpen && (await User.exists({ name_key: foldName(name) })))
    if (isTaken) throw new Failure("NAME_TAKEN")
    const password_hash = await passwords.hash(password)
    await transaction(async () => {
      const role = await roleOf(user_type, invitation, settings)
      const { id } = await new User({ name, password_hash, user_type, role, ...profile }).save()
      await openAccount(id, isMember ? settings.welcomeFen : 0)
    }).catch((error: unknown) => {
      throw error instanceof UniqueViolation ? new Failure("NAME_TAKEN", {}, { cause: error }) : error
    })
    return {}
  },
)

/** The role of a new account, for which its invitation is used up where it takes one; null for members. */
async function roleOf(
  userType: UserType,
  invitation: string | undefined,
  { registration, invitationDays }: Pick<Settings, "registration" | "invitationDays">,
): Promise<Role | null> {
  if (userType === "admin") return acceptInvitation(invitation, roles, invitationDays)
  if (registration === "open") return null
  if (invitation === undefined) throw new Failure("INVITATION_NEEDED")
  await acceptInvitation(invitation, ["user"], invitationDays)
  return null
}
