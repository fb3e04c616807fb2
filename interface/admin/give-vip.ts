import { z } from "zod"
import { User } from "../../db/user.ts"
import { now } from "../../orm/expression.ts"
import { gt } from "../../orm/operator.ts"
import { accountName, moment, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { extendVip } from "../money/extend-vip.ts"
import { changeUser } from "./change-user.ts"

const reply = { user_id: rowId(), vip_until: moment.nullable() }

/** give_vip: days of VIP that nobody pays. */
export const giveVip = message(
  "give_vip",
  {
    doc: "Makes somebody a VIP for so many days more, from now or from the end of the days that they have.",
    access: "admin",
    request: { name: accountName(), days: z.int().min(1).max(3660) },
    reply,
    done: { en: "The days of VIP are given.", zh: "会员天数已赠送" },
    fails: ["NO_SUCH_USER"],
  },
  async (context, { name, days }) => {
    let vip_until: string | null = null
    const { id } = await changeUser(context, { action: "give_vip", name, maySelf: true }, async (user) => {
      vip_until = (await extendVip(user.id, days)).toISOString()
      return { before: { vip_until: endOf(user) }, after: { vip_until } }
    })
    return { user_id: id, vip_until }
  },
)

/** take_vip: ends somebody's VIP now. */
export const takeVip = message(
  "take_vip",
  {
    doc: "Ends somebody's VIP at once; what they bought stays theirs. For who is no VIP nothing changes.",
    access: "admin",
    request: { name: accountName() },
    reply,
    done: { en: "The account is no VIP now.", zh: "已取消会员资格" },
    fails: ["NO_SUCH_USER"],
  },
  async (context, { name }) => {
    const { id } = await changeUser(context, { action: "take_vip", name, maySelf: true }, async (user) => {
      const ended = await User.update({ id: user.id, vip_until: gt(now()) }, { vip_until: now() })
      const present = await User.get(user.id)
      if (ended === 0 || present === undefined) return undefined
      return { before: { vip_until: endOf(user) }, after: { vip_until: endOf(present) } }
    })
    const user = await User.get(id)
    return { user_id: id, vip_until: user === undefined ? null : endOf(user) }
  },
)

function endOf({ vip_until }: User): string | null {
  return vip_until?.toISOString() ?? null
}
