import type { VipTerm } from "../../conf/kinds.ts"
import { memberAccount } from "../../db/account.ts"
import { balanceFen } from "./balance-fen.ts"
import { extendVip } from "./extend-vip.ts"
import { post } from "./post.ts"

/** What became of buying VIP: its end, what was paid, and what is left. */
export type BoughtTerm = { readonly until: Date; readonly priceFen: number; readonly balanceFen: number }

/**
 * Sells somebody a term of VIP, in the transaction that is open and has their row. Throws Failure INSUFFICIENT_BALANCE.
 */
export async function buyTerm(
  userId: number,
  { days, priceFen }: VipTerm,
  memo: "" | "plain",
): Promise<BoughtTerm> {
  const until = await extendVip(userId, days)
  const amountFen = BigInt(priceFen)
  let balance = 0
  await post(
    {
      kind: "vip",
      memo,
      userId,
      vipDays: days,
      lines: [
        { account: memberAccount(userId), amountFen: -amountFen },
        { account: "revenue:vip", amountFen },
      ],
    },
    async () => {
      balance = await balanceFen(userId)
    },
  )
  return { until, priceFen, balanceFen: balance }
}
