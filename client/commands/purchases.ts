import { buyingHelp, buyingTexts } from "../../interface/text/client/buying.ts"
import { columnTexts } from "../../interface/text/client/columns.ts"
import { type Command, command } from "../cli/command.ts"
import { allPurchases, type Purchase } from "../cli/pages.ts"
import { formatBytes, formatPrice, formatTime } from "../terminal/format.ts"
import type { Say } from "../terminal/say.ts"

function stateOf({ is_available, is_in_trash }: Purchase, say: Say): string {
  if (is_available === 0) return say(buyingTexts.unavailable)
  return is_in_trash === 1 ? say(buyingTexts.offSale) : ""
}

/** Lists the films that the member bought. */
export const listPurchases: Command = command({
  name: "purchases",
  doc: buyingHelp.purchases,
  title: buyingTexts.menuPurchases,
  needsLogin: true,
  params: {},
  run: async ({ remote, signal }) => ({ purchases: await allPurchases(remote, signal) }),
  print: ({ purchases }, { line, table }, { say }) => {
    if (purchases.length === 0) return line(say(buyingTexts.noPurchases))
    table(
      [
        { head: say(columnTexts.headId), align: "right" },
        { head: say(columnTexts.headName), wraps: true },
        { head: say(columnTexts.headSize), align: "right" },
        { head: say(buyingTexts.headPaid), align: "right" },
        { head: say(columnTexts.headTime) },
        { head: say(columnTexts.headState) },
      ],
      purchases.map((purchase) => [
        String(purchase.movie_id),
        purchase.name,
        formatBytes(purchase.size),
        formatPrice(purchase.price_fen),
        formatTime(purchase.time),
        stateOf(purchase, say),
      ]),
    )
  },
})
