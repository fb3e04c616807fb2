import { Voucher } from "../../db/voucher.ts"
import { VoucherBatch } from "../../db/voucher-batch.ts"
import { now } from "../../orm/expression.ts"
import { lte } from "../../orm/operator.ts"
import { transaction } from "../../orm/transaction.ts"
import { post } from "./post.ts"

/** How a batch ends: somebody of the staff revokes it, or its time is over. */
export type BatchEnd = { readonly revokedBy: number } | "expired"

/**
 * Ends a batch: nobody redeems what is left of it any more, and its value is booked back. Each unused voucher is marked by one
 * update, which waits for whoever redeems it at this moment, so it counts once, here or there. Answers how many were left;
 * undefined where the batch has ended before, or not expired yet.
 */
export function closeBatch(batchId: number, end: BatchEnd): Promise<number | undefined> {
  return transaction(async () => {
    const isDue = end === "expired" ? { expire_time: lte(now()) } : {}
    const revoked = end === "expired" ? {} : { revoke_time: now() }
    const open = { id: batchId, close_time: null }
    if ((await VoucherBatch.update({ ...open, ...isDue }, { close_time: now(), ...revoked })) === 0)
      return undefined
    const left = await Voucher.update(
      { batch_id: batchId, use_time: null, revoke_time: null },
      { revoke_time: now() },
    )
    const batch = await VoucherBatch.get(batchId)
    if (batch === undefined || batch.value_fen === null || left === 0) return left
    const amountFen = batch.value_fen * BigInt(left)
    await post(
      {
        kind: "voucher_end",
        memo: batch.note,
        ...(end === "expired" ? {} : { actorId: end.revokedBy }),
        lines: [
          { account: "vouchers", amountFen: -amountFen },
          { account: "adjustments", amountFen },
        ],
      },
      async ({ id: close_transaction_id }) => {
        await VoucherBatch.update({ id: batchId }, { close_transaction_id })
      },
    )
    return left
  })
}
