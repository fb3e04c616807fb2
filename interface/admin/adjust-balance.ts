import { z } from "zod"
import { memberAccount } from "../../db/account.ts"
import { foldName } from "../../db/fold-name.ts"
import { User } from "../../db/user.ts"
import type { MemberContext } from "../context.ts"
import { Failure } from "../failure.ts"
import { accountName, line, requestKey, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { balanceFen } from "../money/balance-fen.ts"
import { once } from "../money/once.ts"
import { post } from "../money/post.ts"
import { refuseTooLarge } from "../money/refuse-too-large.ts"
import { recordAction } from "../record-action.ts"

const reply = { transaction_id: rowId(), balance_fen: z.int() }

type Adjusted = z.output<z.ZodObject<typeof reply>>

/** adjust_balance: money that a cashier took in, or paid out, by hand. */
export const adjustBalance = message(
  "adjust_balance",
  {
    doc: "Adds to somebody's balance, or takes from it, never below zero: money that a cashier took in or paid out.",
    access: "cashier",
    request: {
      name: accountName(),
      amount_fen: z
        .int()
        .refine((amount) => amount !== 0)
        .describe("negative takes away"),
      reason: line(255),
      request_key: requestKey(),
    },
    reply,
    done: { en: "The balance is adjusted.", zh: "余额已调整" },
    fails: ["NO_SUCH_USER", "AMOUNT_TOO_LARGE", "INSUFFICIENT_BALANCE", "BALANCE_TOO_LARGE", "KEY_REUSED"],
  },
  async (context, { request_key, ...asked }) => {
    const asking = { userId: context.session.userId, key: request_key, type: "adjust_balance", asked }
    const done = await once(asking, () => adjust(context, asked))
    return done.repeated === false ? done.reply : z.object(reply).parse(done.repeated)
  },
)

type Adjustment = { readonly name: string; readonly amount_fen: number; readonly reason: string }

async function adjust(context: MemberContext, { name, amount_fen, reason }: Adjustment): Promise<Adjusted> {
  refuseTooLarge(context.settings, amount_fen)
  const user = await User.first({ name_key: foldName(name), erase_time: null }, { forUpdate: true })
  if (user === undefined) throw new Failure("NO_SUCH_USER")
  const before = { balance_fen: await balanceFen(user.id) }
  const amountFen = BigInt(amount_fen)
  const { id } = await post({
    kind: "adjustment",
    memo: reason,
    userId: user.id,
    actorId: context.session.userId,
    lines: [
      { account: memberAccount(user.id), amountFen },
      { account: "adjustments", amountFen: -amountFen },
    ],
  })
  const balance_fen = await balanceFen(user.id)
  const after = { balance_fen, amount_fen, reason, transaction_id: id }
  await recordAction(context, { action: "adjust_balance", target: `user ${user.id}`, before, after })
  return { transaction_id: id, balance_fen }
}
