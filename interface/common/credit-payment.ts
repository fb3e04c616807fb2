import { createHash } from "node:crypto"
import { z } from "zod"
import { memberAccount } from "../../db/account.ts"
import { foldName } from "../../db/fold-name.ts"
import { Payment } from "../../db/payment.ts"
import { User } from "../../db/user.ts"
import { UniqueViolation } from "../../orm/errors.ts"
import { transaction } from "../../orm/transaction.ts"
import type { Context } from "../context.ts"
import { Failure } from "../failure.ts"
import { accountName, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { creditText, isSignedWith, type SignedCredit } from "../money/payment-signature.ts"
import { post } from "../money/post.ts"
import { refuseTooLarge } from "../money/refuse-too-large.ts"

/** credit_payment: money that came in from outside, as a gateway with the secret says. */
export const creditPayment = message(
  "credit_payment",
  {
    doc: "Puts money that a payment gateway took in on a member's account; see “Payments from outside”. A repeat with the same reference and content is answered as the first time and credits nothing.",
    access: "anyone",
    request: {
      reference: z
        .string()
        .min(1)
        .max(128)
        .regex(/^[\x21-\x7e]+$/)
        .describe("the gateway's own, visible ASCII; used for one credit"),
      name: accountName().describe("the member's"),
      amount_fen: z.int().min(1),
      signature: z
        .string()
        .regex(/^[0-9a-fA-F]{64}$/)
        .describe("HMAC-SHA256"),
    },
    reply: { transaction_id: rowId() },
    done: { en: "The payment is credited.", zh: "充值成功" },
    fails: [
      "PAYMENTS_OFF",
      "BAD_SIGNATURE",
      "TOO_MANY_FAILURES",
      "AMOUNT_TOO_LARGE",
      "BALANCE_TOO_LARGE",
      "NO_SUCH_USER",
      "KEY_REUSED",
      "BUSY",
    ],
  },
  async (context, { signature, ...credit }) => {
    await checkSignature(context, credit, signature)
    const first = await creditedBefore(credit)
    if (first !== undefined) return first
    refuseTooLarge(context.settings, credit.amount_fen)
    try {
      return await book(credit)
    } catch (error) {
      // Whoever came with the same reference at the same moment was first.
      const before = error instanceof UniqueViolation ? await creditedBefore(credit) : undefined
      if (before === undefined) throw error
      return before
    }
  },
)

/** Wrong signatures are slowed down as wrong passwords are; a right one waits for nothing. */
async function checkSignature(
  { settings, loginGuard, peer }: Context,
  credit: SignedCredit,
  signature: string,
): Promise<void> {
  if (settings.paymentSecret === "") throw new Failure("PAYMENTS_OFF")
  if (isSignedWith(settings.paymentSecret, credit, signature)) return
  await loginGuard.wait(peer.address)
  throw new Failure(loginGuard.failed(peer) ? "TOO_MANY_FAILURES" : "BAD_SIGNATURE")
}

function hashOf(credit: SignedCredit): string {
  return createHash("sha256").update(creditText(credit)).digest("hex")
}

async function creditedBefore(credit: SignedCredit): Promise<{ transaction_id: number } | undefined> {
  const payment = await Payment.first({ reference: credit.reference })
  if (payment === undefined) return undefined
  if (payment.request_hash !== hashOf(credit)) throw new Failure("KEY_REUSED")
  return { transaction_id: payment.transaction_id }
}

function book(credit: SignedCredit): Promise<{ transaction_id: number }> {
  const { reference, name, amount_fen } = credit
  return transaction(async () => {
    const user = await User.first(
      { name_key: foldName(name), user_type: "user", erase_time: null },
      { forUpdate: true },
    )
    if (user === undefined) throw new Failure("NO_SUCH_USER")
    const amountFen = BigInt(amount_fen)
    const { id: transaction_id } = await post(
      {
        kind: "credit",
        memo: reference,
        userId: user.id,
        lines: [
          { account: memberAccount(user.id), amountFen },
          { account: "payments", amountFen: -amountFen },
        ],
      },
      async (booked) => {
        const request_hash = hashOf(credit)
        const paid = { reference, request_hash, user_id: user.id, amount_fen: amountFen }
        await new Payment({ ...paid, transaction_id: booked.id }).save()
      },
    )
    return { transaction_id }
  })
}
