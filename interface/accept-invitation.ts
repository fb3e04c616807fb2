import { foundingCode, Invitation, type invitedRoles } from "../db/invitation.ts"
import { User } from "../db/user.ts"
import { databaseTime } from "../orm/database-time.ts"
import { now } from "../orm/expression.ts"
import { gt, oneOf } from "../orm/operator.ts"
import { Failure } from "./failure.ts"
import { secretHash } from "./secret.ts"

const dayMs = 86_400_000

type InvitedRole = (typeof invitedRoles)[number]

/**
 * Uses an invitation up that is for one of these roles, or the founding one where there is no code; answers the role. Called in
 * the transaction that makes the person. Throws Failure INVITATION_NEEDED.
 */
export async function acceptInvitation<Wanted extends InvitedRole>(
  code: string | undefined,
  wanted: readonly Wanted[],
  validDays: number,
): Promise<Wanted> {
  const code_hash = secretHash(code ?? foundingCode)
  // The founding invitation is good until it is used.
  const age =
    code === undefined ? {} : { create_time: gt(new Date((await databaseTime()) - validDays * dayMs)) }
  // One conditional update decides who gets in, whoever else tries the same code at the same moment.
  const stillGood = { code_hash, use_time: null, role: oneOf(wanted), ...age }
  const used = await Invitation.update(stillGood, { use_time: now() })
  const invitation = used === 0 ? undefined : await Invitation.first({ code_hash })
  const role = wanted.find((role) => role === invitation?.role)
  if (role === undefined || !(await mayStillInvite(invitation?.issuer_id ?? null, role))) {
    throw new Failure("INVITATION_NEEDED")
  }
  return role
}

/**
 * Staff comes in only on the word of somebody who may invite it to this day: else an admin who is locked out, or is one no more,
 * would come back with an invitation that they kept.
 */
async function mayStillInvite(issuerId: number | null, role: InvitedRole): Promise<boolean> {
  if (issuerId === null || role === "user") return true
  return User.exists({ id: issuerId, role: "admin", is_locked: false, erase_time: null })
}
