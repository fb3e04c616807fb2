import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { buyOnce, ofBooking } from "../buying/buy-once.ts"
import { askValue } from "../cli/ask-value.ts"
import { type Command, command } from "../cli/command.ts"
import { confirmed } from "../cli/job.ts"
import { argument, type Param } from "../cli/param.ts"
import { anyText, rowNumber } from "../cli/readers.ts"
import { formatPrice } from "../terminal/format.ts"

/** Why something is booked by hand. */
export const reason: Param<string> = argument<string>("REASON", helpTexts.reason, anyText, {
  ask: askValue(clientTexts.askReason, anyText),
})

type Refunded = { readonly id: number; readonly refund_id: number; readonly balance_fen: number }

/** Undoes a purchase, or a payment from outside. */
export const refund: Command = command<{ id: number; reason: string }, Refunded>({
  name: "refund",
  doc: helpTexts.refund,
  title: clientTexts.menuRefund,
  needsLogin: true,
  params: {
    id: argument<number>("TRANSACTION", helpTexts.transactionId, rowNumber, {
      ask: askValue(clientTexts.askTransaction, rowNumber),
    }),
    reason,
  },
  run: async (job, { id, reason: why }) => {
    await confirmed(job, job.say(clientTexts.confirmRefund, { id }))
    const { refund_id, balance_fen } = await buyOnce(
      job,
      job.say(clientTexts.kindRefund),
      (request_key) => job.remote.call("refund", { transaction_id: id, reason: why, request_key }, job),
      ofBooking,
    )
    return { id, refund_id, balance_fen }
  },
  print: ({ id, refund_id, balance_fen }, { line }, { say }) =>
    line(say(clientTexts.refunded, { id, refund: refund_id, balance: formatPrice(balance_fen) })),
})
