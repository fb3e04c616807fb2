import { VoucherBatch } from "../../db/voucher-batch.ts"
import { transaction } from "../../orm/transaction.ts"
import { Failure } from "../failure.ts"
import { count, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { closeBatch } from "../money/close-batch.ts"
import { recordAction } from "../record-action.ts"

/** revoke_vouchers: what is left of a batch is worth nothing any more. */
export const revokeVouchers = message(
  "revoke_vouchers",
  {
    doc: "Revokes the unused vouchers of a batch and books their value back. Revoking a batch that was revoked, or has expired, changes nothing.",
    access: "cashier",
    request: { batch_id: rowId() },
    reply: { revoked: count.describe("vouchers that were unused until now") },
    done: { en: "The batch is revoked.", zh: "该批兑换码已作废" },
    fails: ["NO_SUCH_BATCH"],
  },
  async (context, { batch_id }) => {
    const revokedBy = context.session.userId
    const revoked = await transaction(async () => {
      const left = await closeBatch(batch_id, { revokedBy })
      if (left === undefined) return undefined
      const target = `voucher batch ${batch_id}`
      await recordAction(context, { action: "revoke_vouchers", target, after: { revoked: left } })
      return left
    })
    if (revoked === undefined && !(await VoucherBatch.exists({ id: batch_id })))
      throw new Failure("NO_SUCH_BATCH")
    return { revoked: revoked ?? 0 }
  },
)
