import { buyingHelp, buyingTexts } from "../../interface/text/client/buying.ts"
import { columnTexts } from "../../interface/text/client/columns.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { type Command, command } from "../cli/command.ts"
import { option } from "../cli/param.ts"
import { wholeNumber } from "../cli/readers.ts"
import type { Answer } from "../remote.ts"
import { formatAmount, formatPrice, formatTime } from "../terminal/format.ts"
import type { Say } from "../terminal/say.ts"

type Line = Answer<"list_statement">["lines"][number]
type Statement = Pick<Answer<"list_statement">, "balance_fen" | "lines">

const kindTexts: Readonly<Record<Line["kind"], { readonly en: string; readonly zh: string }>> = {
  film: buyingTexts.kindFilm,
  vip: buyingTexts.kindVip,
  voucher_batch: buyingTexts.kindVoucher,
  voucher: buyingTexts.kindVoucher,
  voucher_end: buyingTexts.kindVoucher,
  credit: buyingTexts.kindCredit,
  gift: buyingTexts.kindGift,
  adjustment: buyingTexts.kindAdjustment,
  refund: buyingTexts.kindRefund,
  closing: buyingTexts.kindClosing,
}

/** What a line is about: the film, or the days, or what whoever booked it wrote. */
function aboutOf({ kind, movie_name, vip_days, memo }: Line, say: Say): string {
  // The server's own word, which its kind says in one's language.
  if (kind === "gift") return ""
  const days = vip_days === null ? "" : say(wordTexts.daysOfVip, { days: vip_days })
  const what = movie_name ?? days
  if (what === "") return memo
  return kind === "refund" ? say(buyingTexts.refundAbout, { what, reason: memo }) : what
}

/** Lists what came into the member's account and went out of it, the newest last. */
export const showStatement: Command = command<{ limit: number }, Statement>({
  name: "statement",
  doc: buyingHelp.statement,
  title: buyingTexts.menuStatement,
  needsLogin: true,
  params: {
    limit: option("N", buyingHelp.statementLimit, wholeNumber(1, 200, buyingTexts.takesLines), {
      fallback: 20,
    }),
  },
  run: async ({ remote, signal }, { limit }) => {
    const { balance_fen, lines } = await remote.call("list_statement", { limit }, { signal })
    return { balance_fen, lines: lines.toReversed() }
  },
  print: ({ balance_fen, lines }, { line, table }, { say }) => {
    if (lines.length > 0) {
      table(
        [
          { head: say(columnTexts.headTime) },
          { head: say(columnTexts.headKind) },
          { head: say(buyingTexts.headAbout), wraps: true },
          { head: say(columnTexts.headAmount), align: "right" },
          { head: say(columnTexts.headBalance), align: "right" },
        ],
        lines.map((each) => [
          formatTime(each.time),
          say(kindTexts[each.kind]),
          aboutOf(each, say),
          formatAmount(each.amount_fen),
          formatPrice(each.balance_fen),
        ]),
      )
    }
    line(say(buyingTexts.balance, { balance: formatPrice(balance_fen) }))
  },
})
