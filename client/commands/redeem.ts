import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
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
  doc: helpTexts.redeem,
  title: clientTexts.menuRedeem,
  needsLogin: true,
  params: {
    code: argument<string>("CODE", helpTexts.voucherCode, anyText, {
      ask: askValue(clientTexts.askVoucher, anyText),
    }),
  },
  run: async (job, { code }) => {
    const { msg: _, ...redeemed } = await buyOnce(
      job,
      job.say(clientTexts.kindVoucher),
      (request_key) => job.remote.call("redeem_voucher", { code, request_key }, job),
      ofBooking,
    )
    return redeemed
  },
  print: ({ value_fen, vip_days, balance_fen, vip_until }, { line }, { say }) => {
    if (value_fen !== null) {
      const amounts = { amount: formatPrice(value_fen), balance: formatPrice(balance_fen) }
      line(say(clientTexts.redeemedMoney, amounts))
    }
    if (vip_days !== null)
      line(say(clientTexts.redeemedDays, { days: vip_days, time: formatTime(vip_until ?? "") }))
  },
})
