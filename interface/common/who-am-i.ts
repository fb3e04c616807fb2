import { z } from "zod"
import { roles, User } from "../../db/user.ts"
import { Failure } from "../failure.ts"
import { bit, moment, rowId, toBit, userType } from "../fields.ts"
import { vipIds } from "../is-vip.ts"
import { message } from "../message.ts"
import { balanceFen } from "../money/balance-fen.ts"
import { newestNotices, unreadNotices } from "../notices/newest-notices.ts"

/** who_am_i: the account behind the session. */
export const whoAmI = message(
  "who_am_i",
  {
    doc: "Tells the account that the session belongs to; what it has, which takes longer to find out, only where that is asked for.",
    access: "member",
    reads: true,
    request: {
      with: z.literal("account").optional().describe("balance_fen and unread_notices are told too"),
    },
    reply: {
      user_id: rowId(),
      name: z.string(),
      user_type: userType,
      role: z.enum(roles).nullable().describe("what one may do of the staff's work; null for members"),
      is_vip: bit,
      vip_until: moment.nullable().describe("the end of the days that they have or had; null for none"),
      balance_fen: z.int().optional(),
      unread_notices: unreadNotices.optional(),
      register_time: moment,
    },
    done: { en: "You are logged in.", zh: "您已登录" },
    fails: ["NO_SUCH_USER"],
  },
  async ({ session }, { with: more }) => {
    const user = await User.get(session.userId)
    if (user === undefined) throw new Failure("NO_SUCH_USER")
    const vips = await vipIds([user])
    return {
      user_id: user.id,
      name: user.name,
      user_type: user.user_type,
      role: user.role,
      is_vip: toBit(vips.has(user.id)),
      vip_until: user.vip_until?.toISOString() ?? null,
      ...(more === undefined ? {} : await ownedBy(user.id)),
      register_time: user.register_time.toISOString(),
    }
  },
)

async function ownedBy(userId: number): Promise<{ balance_fen: number; unread_notices: number }> {
  return { balance_fen: await balanceFen(userId), unread_notices: (await newestNotices(userId)).unread }
}
