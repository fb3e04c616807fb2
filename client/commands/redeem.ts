import { buyingHelp, buyingTexts } from "../../interface/text/client/buying.ts"
import { buyOnce, ofBooking } from "../buying/buy-once.ts"
import { askValue } from "../cli/ask-value.ts"
import { type Command, command } from "../cli/command.ts"
import { argument } from "../cli/param.ts"
import { anyText } from "../cli/readers.ts"
import type { Answer } from "../remote.ts"
import { formatPrice, formatTime } from "../terminal/format.ts"

type Redeemed = Omit<Answer<"redeem_voucher">, "msg">

/** Redeems a voucher. */
export const redeemVoucher: Command = command<{ code: string }, Redeemed>({
  name: "redeem",
  doc: buyingHelp.redeem,
  title: buyingTexts.menuRedeem,
  needsLogin: true,
  params: {
    code: argument<string>("CODE", buyingHelp.voucherCode, anyText, {
      ask: askValue(buyingTexts.askVoucher, anyText),
    }),
  },
  run: async (job, { code }) => {
    const { msg: _, ...redeemed } = await buyOnce(
      job,
      job.say(buyingTexts.kindVoucher),
      (request_key) => job.remote.call("redeem_voucher", { code, request_key }, job),
      ofBooking,
    )
    return redeemed
  },
  print: ({ value_fen, vip_days, balance_fen, vip_until }, { line }, { say }) => {
    if (value_fen !== null) {
      const amounts = { amount: formatPrice(value_fen), balance: formatPrice(balance_fen) }
      line(say(buyingTexts.redeemedMoney, amounts))
    }
    if (vip_days !== null)
      line(say(buyingTexts.redeemedDays, { days: vip_days, time: formatTime(vip_until ?? "") }))
  },
})
