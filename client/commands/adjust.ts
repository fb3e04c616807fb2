import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { buyOnce, ofBooking } from "../buying/buy-once.ts"
import { askValue } from "../cli/ask-value.ts"
import { type Command, command } from "../cli/command.ts"
import { confirmed } from "../cli/job.ts"
import { argument } from "../cli/param.ts"
import { anyText, signedAmount } from "../cli/readers.ts"
import { formatAmount, formatPrice } from "../terminal/format.ts"
import { reason } from "./refund.ts"

type Values = { readonly name: string; readonly amount: number; readonly reason: string }
type Adjusted = { readonly name: string; readonly transaction_id: number; readonly balance_fen: number }

/** Adds to somebody's balance, or takes from it. */
export const adjust: Command = command<Values, Adjusted>({
  name: "adjust",
  doc: helpTexts.adjust,
  title: clientTexts.menuAdjust,
  needsLogin: true,
  params: {
    name: argument<string>("NAME", helpTexts.userName, anyText, {
      ask: askValue(clientTexts.askName, anyText),
    }),
    amount: argument<number>("YUAN", helpTexts.adjustAmount, signedAmount, {
      ask: askValue(clientTexts.askAmount, signedAmount),
    }),
    reason,
  },
  run: async (job, { name, amount, reason: why }) => {
    await confirmed(job, job.say(clientTexts.confirmAdjust, { name, amount: formatAmount(amount) }))
    const fields = { name, amount_fen: amount, reason: why }
    const { transaction_id, balance_fen } = await buyOnce(
      job,
      job.say(clientTexts.kindAdjustment),
      (request_key) => job.remote.call("adjust_balance", { ...fields, request_key }, job),
      ofBooking,
    )
    return { name, transaction_id, balance_fen }
  },
  print: ({ name, balance_fen }, { line }, { say }) =>
    line(say(clientTexts.adjusted, { name, balance: formatPrice(balance_fen) })),
})
