import { z } from "zod"
import { LedgerTransaction } from "../../db/ledger-transaction.ts"
import { Purchase } from "../../db/purchase.ts"
import { User } from "../../db/user.ts"
import { UniqueViolation } from "../../orm/errors.ts"
import type { MemberContext } from "../context.ts"
import { Failure } from "../failure.ts"
import { line, requestKey, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { balanceFen } from "../money/balance-fen.ts"
import { once } from "../money/once.ts"
import { post } from "../money/post.ts"
import { reversedLines } from "../money/reversed-lines.ts"
import { shortenVip } from "../money/shorten-vip.ts"
import { recordAction } from "../record-action.ts"

const refundable: ReadonlySet<LedgerTransaction["kind"]> = new Set(["film", "vip", "credit"])

const reply = {
  refund_id: rowId().describe("the counter-entry's transaction"),
  balance_fen: z.int().describe("the member's"),
}

type Refunded = z.output<z.ZodObject<typeof reply>>

/** refund: undoes a purchase, or a payment from outside, by a counter-entry. */
export const refund = message(
  "refund",
  {
    doc: "Undoes what was paid for a film or for VIP, or a payment from outside, by a counter-entry, once: a film may then be bought again, days of VIP are taken back as far as they are left, and a payment takes the balance that it gave. A download that was begun may be finished.",
    access: "cashier",
    request: { transaction_id: rowId(), reason: line(255), request_key: requestKey() },
    reply,
    done: { en: "It is refunded.", zh: "退款成功" },
    fails: [
      "NO_SUCH_TRANSACTION",
      "NOT_REFUNDABLE",
      "ALREADY_REFUNDED",
      "INSUFFICIENT_BALANCE",
      "BALANCE_TOO_LARGE",
      "NO_SUCH_USER",
      "KEY_REUSED",
    ],
  },
  async (context, { transaction_id, reason, request_key }) => {
    const asked = { transaction_id, reason }
    const asking = { userId: context.session.userId, key: request_key, type: "refund", asked }
    try {
      const done = await once(asking, () => undo(context, transaction_id, reason))
      return done.repeated === false ? done.reply : z.object(reply).parse(done.repeated)
    } catch (error) {
      // The database's own word, should two have looked at the same moment.
      if (error instanceof UniqueViolation && error.table === "ledger_transaction") {
        throw new Failure("ALREADY_REFUNDED", {}, { cause: error })
      }
      throw error
    }
  },
)

async function undo(context: MemberContext, transactionId: number, reason: string): Promise<Refunded> {
  const booked = await LedgerTransaction.get(transactionId)
  if (booked === undefined) throw new Failure("NO_SUCH_TRANSACTION")
  const { kind, user_id: userId, movie_id, vip_days } = booked
  if (userId === null || !refundable.has(kind)) throw new Failure("NOT_REFUNDABLE")
  // The member's row first: a purchase of theirs at this moment, or another refund, comes before or after.
  const user = await User.first({ id: userId, erase_time: null }, { forUpdate: true })
  if (user === undefined) throw new Failure("NO_SUCH_USER")
  if (await LedgerTransaction.exists({ reverses_id: transactionId })) throw new Failure("ALREADY_REFUNDED")
  if (vip_days !== null) await shortenVip(userId, vip_days)
  const refunded = await post(
    {
      kind: "refund",
      memo: reason,
      userId,
      actorId: context.session.userId,
      reversesId: transactionId,
      ...(movie_id === null ? {} : { movieId: movie_id }),
      ...(vip_days === null ? {} : { vipDays: -vip_days }),
      lines: await reversedLines(transactionId),
    },
    async () => {
      await Purchase.delete({ transaction_id: transactionId })
    },
  )
  await recordAction(context, {
    action: "refund",
    target: `transaction ${transactionId}`,
    before: { kind, user_id: userId, movie_id, vip_days },
    after: { refund_id: refunded.id, reason },
  })
  return { refund_id: refunded.id, balance_fen: await balanceFen(userId) }
}
