import { z } from "zod"
import { memberAccount } from "../../db/account.ts"
import { RequestKey } from "../../db/request-key.ts"
import { User } from "../../db/user.ts"
import { Voucher } from "../../db/voucher.ts"
import { VoucherBatch } from "../../db/voucher-batch.ts"
import { now } from "../../orm/expression.ts"
import { and, gt, or } from "../../orm/operator.ts"
import type { MemberContext } from "../context.ts"
import { Failure } from "../failure.ts"
import { count, line, moment, requestKey } from "../fields.ts"
import { message } from "../message.ts"
import { balanceFen } from "../money/balance-fen.ts"
import { extendVip } from "../money/extend-vip.ts"
import { once } from "../money/once.ts"
import { post } from "../money/post.ts"
import { hashVoucherCode } from "../money/voucher-code.ts"
import { readVoucherCode } from "../wire/read-voucher-code.ts"

const reply = {
  value_fen: count.nullable(),
  vip_days: count.nullable(),
  balance_fen: count,
  vip_until: moment.nullable(),
}

type Redeemed = z.output<z.ZodObject<typeof reply>>

/** redeem_voucher: turns a voucher into money on the account, or into days of VIP. */
export const redeemVoucher = message(
  "redeem_voucher",
  {
    doc: "Redeems a voucher: its value goes to the account, or its days to the VIP. Wrong codes are counted by account and by address; a mistyped one, which its check character tells, is not.",
    access: "member",
    request: {
      code: line(64).describe("with or without dashes and spaces, in large or small letters"),
      request_key: requestKey(),
    },
    reply,
    done: { en: "The voucher is redeemed.", zh: "兑换成功" },
    fails: [
      "VOUCHER_MISTYPED",
      "NO_SUCH_VOUCHER",
      "VOUCHER_USED",
      "VOUCHER_EXPIRED",
      "TOO_MANY_TRIES",
      "BALANCE_TOO_LARGE",
      "KEY_REUSED",
    ],
  },
  async (context, { code, request_key }) => {
    const typed = readVoucherCode(code)
    if (typed === undefined) throw new Failure("VOUCHER_MISTYPED")
    const code_hash = hashVoucherCode(typed)
    const { userId } = context.session
    const asking = { userId, key: request_key, type: "redeem_voucher", asked: { code_hash } }
    const redeemed = async (): Promise<Redeemed> => {
      const done = await once(asking, () => redeem(userId, code_hash))
      return done.repeated === false ? done.reply : z.object(reply).parse(done.repeated)
    }
    // A repeat guesses nothing, and is answered however many tries there were meanwhile.
    if (await RequestKey.exists({ user_id: userId, request_key })) return redeemed()
    return counted(context, redeemed)
  },
)

/** Makes one of the tries that an account and an address have; only a wrong code uses it up. */
async function counted<T>(
  { voucherTries, session, peer }: MemberContext,
  work: () => Promise<T>,
): Promise<T> {
  const ends: ((counts: boolean) => void)[] = []
  let isGuess = false
  try {
    ends.push(await voucherTries.byAccount.take(String(session.userId)))
    ends.push(await voucherTries.byAddress.take(peer.address))
    return await work()
  } catch (error) {
    isGuess =
      error instanceof Failure && (error.code === "NO_SUCH_VOUCHER" || error.code === "VOUCHER_EXPIRED")
    throw error
  } finally {
    for (const end of ends) end(isGuess)
  }
}

/** Marks the voucher by one update, which only one can win, and hands out what it is worth. */
async function redeem(userId: number, code_hash: string): Promise<Redeemed> {
  const isUnused = { code_hash, use_time: null, revoke_time: null }
  const isInTime = or([{ expire_time: null }, { expire_time: gt(now()) }])
  const won = await Voucher.update(and([isUnused, isInTime]), { use_time: now(), user_id: userId })
  const voucher = await Voucher.first({ code_hash })
  const batch = voucher && (await VoucherBatch.get(voucher.batch_id))
  if (voucher === undefined || batch === undefined) throw new Failure("NO_SUCH_VOUCHER")
  if (won === 0) throw await refusalOf(voucher, batch, userId)
  const { value_fen, vip_days } = batch
  if (vip_days !== null) await extendVip(userId, vip_days)
  if (value_fen !== null) await credit(userId, voucher.id, value_fen)
  const user = await User.get(userId)
  return {
    value_fen: value_fen === null ? null : Number(value_fen),
    vip_days,
    balance_fen: await balanceFen(userId),
    vip_until: user?.vip_until?.toISOString() ?? null,
  }
}

async function credit(userId: number, voucherId: number, amountFen: bigint): Promise<void> {
  await post(
    {
      kind: "voucher",
      memo: "",
      userId,
      lines: [
        { account: memberAccount(userId), amountFen },
        { account: "vouchers", amountFen: -amountFen },
      ],
    },
    async ({ id: transaction_id }) => {
      await Voucher.update({ id: voucherId }, { transaction_id })
    },
  )
}

/** Why a voucher that there is could not be redeemed; of what others did with it nothing is told. */
async function refusalOf(voucher: Voucher, batch: VoucherBatch, userId: number): Promise<Failure> {
  if (voucher.user_id === userId) return new Failure("VOUCHER_USED")
  const isUnused = voucher.use_time === null && batch.revoke_time === null
  // Neither used nor revoked: then its time is over.
  return new Failure(isUnused ? "VOUCHER_EXPIRED" : "NO_SUCH_VOUCHER")
}
