import { z } from "zod"
import type { VipTerm } from "../../conf/kinds.ts"
import type { Settings } from "../../conf/settings.ts"
import { Failure } from "../failure.ts"
import { bit, count, moment, price, requestKey } from "../fields.ts"
import { message } from "../message.ts"
import { type BoughtTerm, buyTerm } from "../money/buy-term.ts"
import { buyTermPlainly } from "../money/buy-term-plainly.ts"
import { once } from "../money/once.ts"
import { fieldProblemTexts } from "../text/field-problems.ts"
import { yuan } from "../text/yuan.ts"

const reply = {
  is_vip: bit,
  vip_until: moment,
  price_fen: count.describe("what was paid"),
  balance_fen: z.int().describe("what was left"),
}

/** buy_vip: makes a member a VIP, or one for longer. */
export const buyVip = message(
  "buy_vip",
  {
    doc: "Makes the member a VIP for a term (vip_terms), counted from now or from the end of the days that they have. With a request_key, at the price that the person confirmed, and a repeat with the same key is answered as the first time. Without one (the plain dialect) it is the default term at today's price, where REELWIRE_PLAIN_PURCHASES allows it, and a second one within REELWIRE_PLAIN_REPEAT_S counts as a repeat.",
    access: "member",
    request: {
      days: z.int().min(1).optional().describe("the default term's without it; only with a request_key"),
      price_fen: price.optional().describe("the price that the person confirmed; goes with a request_key"),
      request_key: requestKey().optional(),
    },
    reply,
    done: { en: "You are a VIP now.", zh: "您已成为会员" },
    fails: ["NO_SUCH_TERM", "PRICE_CHANGED", "INSUFFICIENT_BALANCE", "KEY_REUSED"],
  },
  async ({ session: { userId }, settings }, { days, price_fen, request_key }) => {
    if (request_key === undefined) {
      if (days !== undefined || price_fen !== undefined || !settings.plainPurchases)
        throw missing("request_key")
      return keysOf(await buyTermPlainly(userId, termOf(settings, undefined), settings.plainRepeatS))
    }
    if (price_fen === undefined) throw missing("price_fen")
    const asked = { days: days ?? null, price_fen }
    const done = await once({ userId, key: request_key, type: "buy_vip", asked }, async () => {
      const term = termOf(settings, days)
      if (term.priceFen !== price_fen) {
        throw new Failure(
          "PRICE_CHANGED",
          { price: yuan(term.priceFen) },
          { keys: { price_fen: term.priceFen } },
        )
      }
      return keysOf(await buyTerm(userId, term, ""))
    })
    return done.repeated === false ? done.reply : z.object(reply).parse(done.repeated)
  },
)

function missing(field: string): Failure {
  return new Failure("BAD_FIELD", { field, problem: fieldProblemTexts.missing })
}

/** The term of so many days, or the default one; throws Failure NO_SUCH_TERM. */
function termOf({ vipTerms }: Settings, days: number | undefined): VipTerm {
  const term = days === undefined ? vipTerms[0] : vipTerms.find((one) => one.days === days)
  if (term === undefined) throw new Failure("NO_SUCH_TERM")
  return term
}

function keysOf({ until, priceFen, balanceFen }: BoughtTerm) {
  return {
    is_vip: 1 as const,
    vip_until: until.toISOString(),
    price_fen: priceFen,
    balance_fen: balanceFen,
  }
}
