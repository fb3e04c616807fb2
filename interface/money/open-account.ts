import { Account, memberAccount } from "../../db/account.ts"
import { post } from "./post.ts"

/** Gives a new person their account, with a gift in fen to begin with; called in the transaction that makes the person. */
export async function openAccount(userId: number, giftFen: number): Promise<void> {
  await new Account({ name: memberAccount(userId), user_id: userId }).save()
  if (giftFen === 0) return
  const amountFen = BigInt(giftFen)
  await post({
    kind: "gift",
    memo: "welcome",
    userId,
    lines: [
      { account: memberAccount(userId), amountFen },
      { account: "gifts", amountFen: -amountFen },
    ],
  })
}
