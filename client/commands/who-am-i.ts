import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { type Command, command } from "../cli/command.ts"
import { ownAccount } from "../own-account.ts"
import { formatPrice, formatTime } from "../terminal/format.ts"

/** Tells the account that is logged in. */
export const whoAmI: Command = command({
  name: "whoami",
  doc: helpTexts.whoAmI,
  title: clientTexts.menuWhoAmI,
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
      say(clientTexts.account, {
        id: user_id,
        name,
        kind: say(clientTexts[user_type]),
        vip: isVip ? say(clientTexts.vipUntil, { time: formatTime(vip_until) }) : say(clientTexts.notVip),
        time: formatTime(register_time),
      }),
    )
    if (user_type === "user") line(say(clientTexts.balance, { balance: formatPrice(balance_fen) }))
  },
})
