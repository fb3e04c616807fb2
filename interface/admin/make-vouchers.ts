import { randomBytes } from "node:crypto"
import { z } from "zod"
import { Voucher } from "../../db/voucher.ts"
import { VoucherBatch } from "../../db/voucher-batch.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { Failure } from "../failure.ts"
import { line, moment, requestKey, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { once } from "../money/once.ts"
import { post } from "../money/post.ts"
import { hashVoucherCode } from "../money/voucher-code.ts"
import { voucherCodes } from "../money/voucher-codes.ts"
import { recordAction } from "../record-action.ts"
import { fieldProblemTexts } from "../text/field-problems.ts"
import { readVoucherCode } from "../wire/read-voucher-code.ts"

/** What one request makes at most: so many rows are written while nobody else waits for long. */
const mostVouchers = 1000

/** What is kept of the answer: the codes follow from it and the seed. */
const kept = z.object({ batch_id: rowId(), salt: z.string() })

type Terms = {
  readonly valueFen: number | null
  readonly vipDays: number | null
  readonly expireTime: Date | null
  readonly note: string
  readonly issuerId: number
}

/** make_vouchers: a batch of vouchers, whose codes are told and not kept. */
export const makeVouchers = message(
  "make_vouchers",
  {
    doc: "Makes a batch of vouchers, worth money or days of VIP, and tells their codes. Only hashes of the codes are kept: a repeat with the same `request_key` and `seed` gets the same codes, and nothing else does.",
    access: "cashier",
    request: {
      value_fen: z.int().min(1).max(10_000_000).optional().describe("this or vip_days"),
      vip_days: z.int().min(1).max(3650).optional(),
      count: z.int().min(1).max(mostVouchers),
      expire_time: moment.optional().describe("without it they don't expire"),
      note: line(255).optional().describe("for the staff"),
      seed: z
        .string()
        .regex(/^[0-9a-fA-F]{64}$/)
        .describe("256 random bits that the client makes for this request alone; never kept"),
      request_key: requestKey(),
    },
    reply: {
      batch_id: rowId(),
      codes: z.array(z.string()).describe('like "8K3M-2QXA-…": four groups of four'),
    },
    done: { en: "The vouchers are made.", zh: "兑换码已生成" },
    fails: ["KEY_REUSED"],
  },
  async (context, request) => {
    const { value_fen = null, vip_days = null, count, expire_time = null, note = "", seed } = request
    if ((value_fen === null) === (vip_days === null)) throw wrong("value_fen")
    const { userId } = context.session
    const asked = { value_fen, vip_days, count, expire_time, note, seed }
    const asking = { userId, key: request.request_key, type: "make_vouchers", asked }
    const done = await once(asking, async () => {
      const expireTime = expire_time === null ? null : await toCome(expire_time)
      const salt = randomBytes(16).toString("hex")
      const hashes = voucherCodes(seed, salt, count).map(hashOf)
      const terms = { valueFen: value_fen, vipDays: vip_days, expireTime, note, issuerId: userId }
      const batch_id = await makeBatch(terms, hashes)
      const after = { value_fen, vip_days, count, expire_time, note }
      await recordAction(context, { action: "make_vouchers", target: `voucher batch ${batch_id}`, after })
      return { batch_id, salt }
    })
    const { batch_id, salt } = kept.parse(done.repeated === false ? done.reply : done.repeated)
    return { batch_id, codes: voucherCodes(seed, salt, count) }
  },
)

function wrong(field: string): Failure {
  return new Failure("BAD_FIELD", { field, problem: fieldProblemTexts.invalid })
}

async function toCome(moment: string): Promise<Date> {
  const time = new Date(moment)
  if (time.getTime() <= (await databaseTime())) throw wrong("expire_time")
  return time
}

function hashOf(code: string): string {
  return hashVoucherCode(readVoucherCode(code) ?? "")
}

/** Stores a batch and books its value, where that is money; days of VIP are no money. */
async function makeBatch(terms: Terms, hashes: readonly string[]): Promise<number> {
  const { valueFen, note, issuerId } = terms
  if (valueFen === null) return storeBatch(terms, hashes, null)
  const amountFen = BigInt(valueFen) * BigInt(hashes.length)
  let batchId = 0
  await post(
    {
      kind: "voucher_batch",
      memo: note,
      actorId: issuerId,
      lines: [
        { account: "adjustments", amountFen: -amountFen },
        { account: "vouchers", amountFen },
      ],
    },
    async ({ id }) => {
      batchId = await storeBatch(terms, hashes, id)
    },
  )
  return batchId
}

async function storeBatch(
  { valueFen, vipDays, expireTime: expire_time, note, issuerId }: Terms,
  hashes: readonly string[],
  transaction_id: number | null,
): Promise<number> {
  const { id: batch_id } = await new VoucherBatch({
    value_fen: valueFen === null ? null : BigInt(valueFen),
    vip_days: vipDays,
    voucher_count: hashes.length,
    expire_time,
    note,
    issuer_id: issuerId,
    transaction_id,
  }).save()
  await Voucher.insert(hashes.map((code_hash) => ({ batch_id, code_hash, expire_time })))
  return batch_id
}
