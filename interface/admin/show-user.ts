import { Device } from "../../db/device.ts"
import { User } from "../../db/user.ts"
import { Failure } from "../failure.ts"
import { accountName, bit, count, moment, rowId, toBit } from "../fields.ts"
import { message } from "../message.ts"
import { accountView, viewAccounts, withBalance } from "./account-view.ts"
import { idOf } from "./change-user.ts"

// A reply's `id` is that of its request.
const { id: _, ...account } = accountView

/** show_user: all that the staff may see of one account. */
export const showUser = message(
  "show_user",
  {
    doc: "Tells what the staff may see of one account.",
    access: "staff",
    reads: true,
    request: { name: accountName() },
    reply: {
      user_id: rowId(),
      ...account,
      vip_since: moment.nullable().describe("when the last unbroken time as a VIP began"),
      email_is_verified: bit,
      phone_is_verified: bit,
      devices: count.describe("how many devices stay logged in"),
    },
    done: { en: "Here is the account.", zh: "获取账号信息成功" },
    fails: ["NO_SUCH_USER"],
  },
  async ({ session }, { name }) => {
    const user = await User.first({ id: await idOf(name) }, { with: withBalance })
    const [view] = user === undefined ? [] : await viewAccounts([user], session.role)
    if (user === undefined || view === undefined) throw new Failure("NO_SUCH_USER")
    const { id, ...shown } = view
    return {
      user_id: id,
      ...shown,
      vip_since: user.vip_since?.toISOString() ?? null,
      email_is_verified: toBit(user.email_time !== null),
      phone_is_verified: toBit(user.phone_time !== null),
      devices: await Device.count({ user_id: user.id }),
    }
  },
)
