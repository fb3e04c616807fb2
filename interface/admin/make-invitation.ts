import { randomBytes } from "node:crypto"
import { Invitation, type invitedRoles } from "../../db/invitation.ts"
import type { MemberContext } from "../context.ts"
import { secretHash } from "../secret.ts"

/** What an invitation is for: a member, or staff with a role. */
type InvitedRole = (typeof invitedRoles)[number]

/** Makes an invitation for one person; answers its code, of which only the hash is kept, and its number. */
export async function makeInvitation(
  { session }: Pick<MemberContext, "session">,
  role: InvitedRole,
): Promise<{ readonly id: number; readonly code: string }> {
  const code = randomBytes(16).toString("hex")
  const invitation = new Invitation({ code_hash: secretHash(code), issuer_id: session.userId, role })
  const { id } = await invitation.save()
  return { id, code }
}
