import { buyingHelp, buyingTexts } from "../../interface/text/client/buying.ts"
import { programTexts } from "../../interface/text/client/program.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { buyOnce } from "../buying/buy-once.ts"
import { type Command, command } from "../cli/command.ts"
import { confirmed } from "../cli/job.ts"
import { type AskingJob, option } from "../cli/param.ts"
import { wholeNumber } from "../cli/readers.ts"
import type { Answer } from "../remote.ts"
import { formatPrice, formatTime } from "../terminal/format.ts"
import { Trouble } from "../trouble.ts"

type Bought = Omit<Answer<"buy_vip">, "msg"> & { readonly days: number }

async function askTerm({ asker, remote, say, signal }: AskingJob): Promise<number> {
  const { terms } = await remote.call("vip_terms", {}, { signal })
  const choices = terms.map(({ days, price_fen }) => ({
    name: say(buyingTexts.vipTerm, { days, price: formatPrice(price_fen) }),
    value: days,
  }))
  return asker.choose(say(buyingTexts.askTerm), choices)
}

/** Makes the member a VIP, or one for longer. */
export const buyVip: Command = command<{ days: number }, Bought>({
  name: "buy-vip",
  doc: buyingHelp.buyVip,
  title: buyingTexts.menuBuyVip,
  needsLogin: true,
  params: {
    // 0 stands for the server's default term.
    days: option("DAYS", buyingHelp.vipDays, wholeNumber(1, 9999, programTexts.takesDays), {
      fallback: 0,
      ask: askTerm,
    }),
  },
  run: async (job, { days: wanted }) => {
    const { remote, say, signal } = job
    const { terms, balance_fen } = await remote.call("vip_terms", {}, { signal })
    const term = wanted === 0 ? terms[0] : terms.find(({ days }) => days === wanted)
    if (term === undefined) {
      throw new Trouble("NO_SUCH_TERM", { days: wanted, terms: terms.map(({ days }) => days).join(", ") })
    }
    const { days, price_fen } = term
    const told = { days, price: formatPrice(price_fen), balance: formatPrice(balance_fen) }
    await confirmed(job, say(buyingTexts.confirmVip, told))
    const { msg: _, ...bought } = await buyOnce(job, say(wordTexts.vip), (request_key) =>
      remote.call("buy_vip", { days, price_fen, request_key }, { signal }),
    )
    return { days, ...bought }
  },
  print: ({ vip_until, price_fen, balance_fen }, { line }, { say }) =>
    line(
      say(buyingTexts.boughtVip, {
        time: formatTime(vip_until),
        price: formatPrice(price_fen),
        balance: formatPrice(balance_fen),
      }),
    ),
})
