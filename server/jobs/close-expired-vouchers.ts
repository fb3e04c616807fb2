import { VoucherBatch } from "../../db/voucher-batch.ts"
import { closeBatch } from "../../interface/money/close-batch.ts"
import { now } from "../../orm/expression.ts"
import { lte } from "../../orm/operator.ts"
import type { App } from "../app.ts"
import type { Job } from "./scheduler.ts"

const minuteMs = 60_000
/** Batches that one run ends at most. */
const mostBatches = 100

/** Books back what is left of vouchers whose time is over. */
export function closeExpiredVouchers({ log }: Pick<App, "log">): Job {
  return {
    name: "vouchers",
    everyMs: minuteMs,
    run: async (signal) => {
      const expired = { close_time: null, expire_time: lte(now()) }
      const batches = await VoucherBatch.select(expired, { orderBy: "expire_time", limit: mostBatches })
      for (const { id: batchId } of batches) {
        if (signal.aborted) return
        const left = await closeBatch(batchId, "expired")
        if (left !== undefined) log.info({ batchId, left }, "a batch of vouchers has expired")
      }
    },
  }
}
