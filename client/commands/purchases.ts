import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { type Command, command } from "../cli/command.ts"
import { allPurchases, type Purchase } from "../cli/pages.ts"
import { formatBytes, formatPrice, formatTime } from "../terminal/format.ts"
import type { Say } from "../terminal/say.ts"

function stateOf({ is_available, is_in_trash }: Purchase, say: Say): string {
  if (is_available === 0) return say(clientTexts.unavailable)
  return is_in_trash === 1 ? say(clientTexts.offSale) : ""
}

/** Lists the films that the member bought. */
export const listPurchases: Command = command({
  name: "purchases",
  doc: helpTexts.purchases,
  title: clientTexts.menuPurchases,
  needsLogin: true,
  params: {},
  run: async ({ remote, signal }) => ({ purchases: await allPurchases(remote, signal) }),
  print: ({ purchases }, { line, table }, { say }) => {
    if (purchases.length === 0) return line(say(clientTexts.noPurchases))
    table(
      [
        { head: say(clientTexts.headId), align: "right" },
        { head: say(clientTexts.headName), wraps: true },
        { head: say(clientTexts.headSize), align: "right" },
        { head: say(clientTexts.headPaid), align: "right" },
        { head: say(clientTexts.headTime) },
        { head: say(clientTexts.headState) },
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
