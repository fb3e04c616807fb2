import { User } from "../../db/user.ts"
import { now } from "../../orm/expression.ts"
import { bit } from "../fields.ts"
import { message } from "../message.ts"

/** buy_vip: makes a member a VIP. */
export const buyVip = message(
  "buy_vip",
  {
    doc: "Makes the member a VIP; for who is one already nothing changes.",
    access: "member",
    request: {},
    reply: { is_vip: bit },
    done: { en: "You are a VIP now.", zh: "您已成为会员" },
    fails: [],
  },
  async ({ session }) => {
    await User.update({ id: session.userId, vip_until: null }, { vip_until: now(), vip_since: now() })
    return { is_vip: 1 as const }
  },
)
