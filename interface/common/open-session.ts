import { z } from "zod"
import { roles, User } from "../../db/user.ts"
import { now } from "../../orm/expression.ts"
import type { Context } from "../context.ts"
import { Failure } from "../failure.ts"
import { bit, moment, rowId, toBit } from "../fields.ts"
import { vipIds } from "../is-vip.ts"
import type { FieldValues } from "../message.ts"
import { newestThatFit } from "../newest-that-fit.ts"
import { newestNotices, unacknowledgedNotices, unreadNotices } from "../notices/newest-notices.ts"

/** What every kind of log-in answers. */
export const sessionReply = {
  session: z.string().describe("goes with every later request"),
  is_vip: bit,
  vip_until: moment.nullable().describe("the end of the days of VIP that they have or had; null for none"),
  user_id: rowId(),
  role: z.enum(roles).nullable().describe("what they may do of the staff's work; null for members"),
  notice: z.array(z.object({ title: z.string(), content: z.string() })).describe("the newest notices"),
  unread_notices: unreadNotices,
  unacknowledged_notices: unacknowledgedNotices,
}

type Opening = {
  /** The device that stays logged in, where there is one. */
  readonly deviceId: number | null
  /** Whether what was shown still is good, of the account as it is by now: throws the failure where it isn't. */
  readonly check: (user: User) => Promise<void>
}

/**
 * Begins a session of the connection for somebody who has shown who they are; throws Failure ACCOUNT_LOCKED or BUSY, and what
 * `check` throws.
 */
export async function openSession(
  { peer, sessions, settings }: Pick<Context, "peer" | "sessions" | "settings">,
  { id }: User,
  { deviceId, check }: Opening,
): Promise<FieldValues<typeof sessionReply>> {
  await User.update({ id }, { last_login: now() })
  const user = await User.get(id)
  if (user === undefined) throw new Failure("BAD_LOGIN")
  const session = await sessions.open(peer.connectionId, {
    userId: user.id,
    userName: user.name,
    userType: user.user_type,
    role: user.role,
    deviceId,
  })
  try {
    await stillGood(user, check)
  } catch (error) {
    await sessions.end(session.token)
    throw error
  }
  const vips = await vipIds([user])
  const { newest, unread, unacknowledged } = await newestNotices(user.id)
  return {
    session: session.token,
    is_vip: toBit(vips.has(user.id)),
    vip_until: user.vip_until?.toISOString() ?? null,
    user_id: user.id,
    role: user.role,
    notice: newestThatFit(
      newest.slice(0, settings.noticesAtLogin).map(({ title, content }) => ({ title, content })),
      settings.maxListBytes,
    ),
    unread_notices: unread,
    unacknowledged_notices: unacknowledged,
  }
}

/**
 * What shut the account, or changed its password or role, between the look at it and the session would have missed this
 * session.
 */
async function stillGood({ id, role }: User, check: Opening["check"]): Promise<void> {
  const user = await User.get(id)
  if (user === undefined || user.is_locked || user.erase_time !== null) throw new Failure("ACCOUNT_LOCKED")
  // With the next try they begin as what they are now.
  if (user.role !== role) throw new Failure("BUSY")
  await check(user)
}
