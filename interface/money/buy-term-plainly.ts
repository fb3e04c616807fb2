import type { VipTerm } from "../../conf/kinds.ts"
import { LedgerEntry } from "../../db/ledger-entry.ts"
import { LedgerTransaction } from "../../db/ledger-transaction.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { lt } from "../../orm/operator.ts"
import { transaction } from "../../orm/transaction.ts"
import { balanceFen } from "./balance-fen.ts"
import { type BoughtTerm, buyTerm } from "./buy-term.ts"
import { lockUser } from "./lock-user.ts"

/**
 * Sells a term of VIP to a client that sends no key: within `repeatS` seconds after the last time it counts as a repeat of that
 * one, is answered the same, and costs nothing. Throws Failure INSUFFICIENT_BALANCE.
 */
export function buyTermPlainly(userId: number, term: VipTerm, repeatS: number): Promise<BoughtTerm> {
  return transaction(async () => {
    const { vip_until } = await lockUser(userId)
    const nowMs = await databaseTime()
    // What a client with keys bought in between doesn't make a repeat another purchase.
    const last = await LedgerTransaction.first(
      { user_id: userId, kind: "vip", memo: "plain" },
      { orderBy: "-id" },
    )
    const isRepeat = last !== undefined && nowMs - last.create_time.getTime() < repeatS * 1000
    // Whose days were taken back since is no VIP any more, and buys; so does whoever got the money back.
    const isGone = vip_until === null || vip_until.getTime() <= nowMs
    if (!isRepeat || isGone || (await LedgerTransaction.exists({ reverses_id: last.id })))
      return buyTerm(userId, term, "plain")
    // The member's side; there is none of a term that cost nothing.
    const paid = await LedgerEntry.first({ transaction_id: last.id, amount_fen: lt(0n) })
    return {
      until: vip_until,
      priceFen: Number(-(paid?.amount_fen ?? 0n)),
      balanceFen: await balanceFen(userId),
    }
  })
}
