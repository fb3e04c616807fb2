import { accountHelp, accountTexts } from "../../interface/text/client/account.ts"
import { buyingTexts } from "../../interface/text/client/buying.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { type Command, command } from "../cli/command.ts"
import { ownAccount } from "../own-account.ts"
import { formatPrice, formatTime } from "../terminal/format.ts"

/** Tells the account that is logged in. */
export const whoAmI: Command = command({
  name: "whoami",
  doc: accountHelp.whoAmI,
  title: accountTexts.menuWhoAmI,
  needsLogin: true,
  params: {},
  run: async ({ remote, signal }) => {
    const { msg: _, ...account } = await ownAccount(remote, signal)
    return account
  },
  print: (account, { line }, { say }) => {
    const { user_id, name, user_type, is_vip, vip_until, balance_fen, register_time } = account
    const isVip = is_vip === 1 && vip_until !== null
    line(
      say(accountTexts.account, {
        id: user_id,
        name,
        kind: say(wordTexts[user_type]),
        vip: isVip ? say(accountTexts.vipUntil, { time: formatTime(vip_until) }) : say(accountTexts.notVip),
        time: formatTime(register_time),
      }),
    )
    if (user_type === "user") line(say(buyingTexts.balance, { balance: formatPrice(balance_fen) }))
  },
})
