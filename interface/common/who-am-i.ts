import { z } from "zod"
import { User } from "../../db/user.ts"
import { Failure } from "../failure.ts"
import { bit, moment, rowId, toBit, userType } from "../fields.ts"
import { vipIds } from "../is-vip.ts"
import { message } from "../message.ts"

/** who_am_i: the account behind the session. */
export const whoAmI = message(
  "who_am_i",
  {
    doc: "Tells the account that the session belongs to.",
    access: "member",
    request: {},
    reply: { user_id: rowId(), name: z.string(), user_type: userType, is_vip: bit, register_time: moment },
    done: { en: "You are logged in.", zh: "您已登录" },
    fails: ["NO_SUCH_USER"],
  },
  async ({ session }) => {
    const user = await User.get(session.userId)
    if (user === undefined) throw new Failure("NO_SUCH_USER")
    const vips = await vipIds([user])
    return {
      user_id: user.id,
      name: user.name,
      user_type: user.user_type,
      is_vip: toBit(vips.has(user.id)),
      register_time: user.register_time.toISOString(),
    }
  },
)
