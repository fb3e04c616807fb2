import { z } from "zod"
import { User } from "../../db/user.ts"
import { count, moment } from "../fields.ts"
import { message } from "../message.ts"
import { balanceFen } from "../money/balance-fen.ts"

/** vip_terms: for how long one can be a VIP, and what that costs. */
export const vipTerms = message(
  "vip_terms",
  {
    doc: "Tells the terms of VIP that are for sale, the default one first, and what the member has.",
    access: "member",
    reads: true,
    request: {},
    reply: {
      terms: z.array(z.object({ days: z.int().min(1), price_fen: count })),
      vip_until: moment.nullable().describe("the end of the days that the member has or had; null for none"),
      balance_fen: z.int(),
    },
    done: { en: "Here are the terms of VIP.", zh: "获取会员套餐成功" },
    fails: [],
  },
  async ({ session: { userId }, settings }) => ({
    terms: settings.vipTerms.map(({ days, priceFen }) => ({ days, price_fen: priceFen })),
    vip_until: (await User.get(userId))?.vip_until?.toISOString() ?? null,
    balance_fen: await balanceFen(userId),
  }),
)
