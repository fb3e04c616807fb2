import { buyingHelp, buyingTexts } from "../../interface/text/client/buying.ts"
import { type Command, command } from "../cli/command.ts"
import { ownAccount } from "../own-account.ts"
import { formatPrice } from "../terminal/format.ts"

/** Tells what the member has. */
export const showBalance: Command = command({
  name: "balance",
  doc: buyingHelp.balance,
  title: buyingTexts.menuBalance,
  needsLogin: true,
  params: {},
  run: async ({ remote, signal }) => {
    const { balance_fen } = await ownAccount(remote, signal)
    return { balance_fen }
  },
  print: ({ balance_fen }, { line }, { say }) =>
    line(say(buyingTexts.balance, { balance: formatPrice(balance_fen) })),
})
