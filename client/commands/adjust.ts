import { accountTexts } from "../../interface/text/client/account.ts"
import { buyingTexts } from "../../interface/text/client/buying.ts"
import { ledgerHelp, ledgerTexts } from "../../interface/text/client/ledger.ts"
import { userHelp } from "../../interface/text/client/users.ts"
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
  doc: ledgerHelp.adjust,
  title: ledgerTexts.menuAdjust,
  needsLogin: true,
  params: {
    name: argument<string>("NAME", userHelp.userName, anyText, {
      ask: askValue(accountTexts.askName, anyText),
    }),
    amount: argument<number>("YUAN", ledgerHelp.adjustAmount, signedAmount, {
      ask: askValue(ledgerTexts.askAmount, signedAmount),
    }),
    reason,
  },
  run: async (job, { name, amount, reason: why }) => {
    await confirmed(job, job.say(ledgerTexts.confirmAdjust, { name, amount: formatAmount(amount) }))
    const fields = { name, amount_fen: amount, reason: why }
    const { transaction_id, balance_fen } = await buyOnce(
      job,
      job.say(buyingTexts.kindAdjustment),
      (request_key) => job.remote.call("adjust_balance", { ...fields, request_key }, job),
      ofBooking,
    )
    return { name, transaction_id, balance_fen }
  },
  print: ({ name, balance_fen }, { line }, { say }) =>
    line(say(ledgerTexts.adjusted, { name, balance: formatPrice(balance_fen) })),
})
