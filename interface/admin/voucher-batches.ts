import { z } from "zod"
import { User } from "../../db/user.ts"
import { Voucher } from "../../db/voucher.ts"
import { VoucherBatch } from "../../db/voucher-batch.ts"
import { databaseTime } from "../../orm/database-time.ts"
import { gt, lt, notNull, oneOf } from "../../orm/operator.ts"
import { Failure } from "../failure.ts"
import { count, moment, pageLimit, rowId } from "../fields.ts"
import { message } from "../message.ts"
import { nextPage } from "../next-page.ts"

const batch = {
  id: rowId(),
  value_fen: count.nullable(),
  vip_days: count.nullable(),
  voucher_count: count,
  used_count: count,
  state: z.enum(["open", "used_up", "expired", "revoked"]),
  note: z.string(),
  issuer: z.string(),
  create_time: moment,
  expire_time: moment.nullable(),
  revoke_time: moment.nullable(),
}

type Described = z.output<z.ZodObject<typeof batch>>

/** list_voucher_batches: what was made, and how much of it is used. */
export const listVoucherBatches = message(
  "list_voucher_batches",
  {
    doc: "Lists the batches of vouchers, newest first, a page at a time.",
    access: "cashier",
    reads: true,
    request: {
      before_id: rowId().optional().describe("next_before_id of the page before; nothing for the first page"),
      // Each one's used vouchers are counted.
      limit: z.int().min(1).max(50).default(50),
    },
    reply: {
      batches: z.array(z.object(batch)),
      next_before_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here are the batches.", zh: "获取兑换码批次成功" },
    fails: [],
  },
  async (_, { before_id, limit }) => {
    const page = before_id === undefined ? {} : { id: lt(before_id) }
    const batches = await VoucherBatch.select(page, { orderBy: "-id", limit })
    return { batches: await described(batches), next_before_id: nextPage(batches, limit) }
  },
)

/** show_voucher_batch: who has used which of its vouchers. */
export const showVoucherBatch = message(
  "show_voucher_batch",
  {
    doc: "Tells of one batch of vouchers which of them were used, when and by whom, a page at a time; nobody can tell the codes.",
    access: "cashier",
    reads: true,
    request: {
      batch_id: rowId(),
      after_id: rowId().optional().describe("next_after_id of the page before; nothing for the first page"),
      limit: pageLimit,
    },
    reply: {
      batch: z.object(batch),
      used: z.array(
        z.object({
          id: rowId(),
          use_time: moment,
          user_id: rowId(),
          user_name: z.string(),
          transaction_id: rowId().nullable(),
        }),
      ),
      next_after_id: rowId().nullable().describe("null on the last page"),
    },
    done: { en: "Here is the batch.", zh: "获取兑换码批次成功" },
    fails: ["NO_SUCH_BATCH"],
  },
  async (_, { batch_id, after_id, limit }) => {
    const [shown] = await described(await VoucherBatch.select({ id: batch_id }))
    if (shown === undefined) throw new Failure("NO_SUCH_BATCH")
    const page = after_id === undefined ? {} : { id: gt(after_id) }
    const vouchers = await Voucher.select(
      { batch_id, use_time: notNull(), ...page },
      { orderBy: "id", limit },
    )
    const names = await namesOf(vouchers.map(({ user_id }) => user_id ?? 0))
    return {
      batch: shown,
      used: vouchers.map(({ id, use_time, user_id, transaction_id }) => ({
        id,
        use_time: (use_time ?? new Date(0)).toISOString(),
        user_id: user_id ?? 0,
        user_name: names.get(user_id ?? 0) ?? "",
        transaction_id,
      })),
      next_after_id: nextPage(vouchers, limit),
    }
  },
)

async function described(batches: readonly VoucherBatch[]): Promise<Described[]> {
  if (batches.length === 0) return []
  const nowMs = await databaseTime()
  const issuers = await namesOf(batches.map(({ issuer_id }) => issuer_id))
  return Promise.all(
    batches.map(async (row) => {
      const used_count = await Voucher.count({ batch_id: row.id, use_time: notNull() })
      return {
        id: row.id,
        value_fen: row.value_fen === null ? null : Number(row.value_fen),
        vip_days: row.vip_days,
        voucher_count: row.voucher_count,
        used_count,
        state: stateOf(row, used_count, nowMs),
        note: row.note,
        issuer: issuers.get(row.issuer_id) ?? "",
        create_time: row.create_time.toISOString(),
        expire_time: row.expire_time?.toISOString() ?? null,
        revoke_time: row.revoke_time?.toISOString() ?? null,
      }
    }),
  )
}

function stateOf(
  { revoke_time, expire_time, voucher_count }: VoucherBatch,
  used: number,
  nowMs: number,
): Described["state"] {
  if (revoke_time !== null) return "revoked"
  if (used === voucher_count) return "used_up"
  return expire_time !== null && expire_time.getTime() <= nowMs ? "expired" : "open"
}

async function namesOf(ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const users = await User.select({ id: oneOf([...new Set(ids)]) })
  return new Map(users.map(({ id, name }) => [id, name]))
}
