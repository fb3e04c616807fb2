import { buyingTexts } from "../../interface/text/client/buying.ts"
import { ledgerHelp, ledgerTexts } from "../../interface/text/client/ledger.ts"
import { buyOnce, ofBooking } from "../buying/buy-once.ts"
import { askValue } from "../cli/ask-value.ts"
import { type Command, command } from "../cli/command.ts"
import { confirmed } from "../cli/job.ts"
import { argument, type Param } from "../cli/param.ts"
import { anyText, rowNumber } from "../cli/readers.ts"
import { formatPrice } from "../terminal/format.ts"

/** Why something is booked by hand. */
export const reason: Param<string> = argument<string>("REASON", ledgerHelp.reason, anyText, {
  ask: askValue(ledgerTexts.askReason, anyText),
})

type Refunded = { readonly id: number; readonly refund_id: number; readonly balance_fen: number }

/** Undoes a purchase, or a payment from outside. */
export const refund: Command = command<{ id: number; reason: string }, Refunded>({
  name: "refund",
  doc: ledgerHelp.refund,
  title: ledgerTexts.menuRefund,
  needsLogin: true,
  params: {
    id: argument<number>("TRANSACTION", ledgerHelp.transactionId, rowNumber, {
      ask: askValue(ledgerTexts.askTransaction, rowNumber),
    }),
    reason,
  },
  run: async (job, { id, reason: why }) => {
    await confirmed(job, job.say(ledgerTexts.confirmRefund, { id }))
    const { refund_id, balance_fen } = await buyOnce(
      job,
      job.say(buyingTexts.kindRefund),
      (request_key) => job.remote.call("refund", { transaction_id: id, reason: why, request_key }, job),
      ofBooking,
    )
    return { id, refund_id, balance_fen }
  },
  print: ({ id, refund_id, balance_fen }, { line }, { say }) =>
    line(say(ledgerTexts.refunded, { id, refund: refund_id, balance: formatPrice(balance_fen) })),
})
