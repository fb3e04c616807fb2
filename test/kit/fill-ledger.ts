import { Account } from "../../db/account.ts"
import { LedgerEntry } from "../../db/ledger-entry.ts"
import { LedgerTransaction, transactionKinds } from "../../db/ledger-transaction.ts"
import { Movie } from "../../db/movie.ts"
import { Payment } from "../../db/payment.ts"
import { Purchase } from "../../db/purchase.ts"
import type { User } from "../../db/user.ts"
import { Voucher } from "../../db/voucher.ts"
import { VoucherBatch } from "../../db/voucher-batch.ts"

const dayMs = 86_400_000

/** What people bought: a transaction and a film of each, of many kinds and years, payments, and batches of vouchers most of which have ended. */
export async function fillLedger(users: readonly User[]): Promise<void> {
  const begin = Date.UTC(2010, 0)
  await LedgerTransaction.insert(
    users.map(({ id: user_id }, at) => ({
      kind: transactionKinds[at % transactionKinds.length] ?? "gift",
      memo: `memo ${at}`,
      user_id,
      create_time: new Date(begin + at * dayMs),
    })),
  )
  const booked = (await LedgerTransaction.select({}, { orderBy: "id" })).slice(-users.length)
  const accounts = await Account.select({}, { orderBy: "id" })
  const entry = { amount_fen: 0n, balance_fen: 0n }
  await LedgerEntry.insert(
    booked.flatMap(({ id: transaction_id }, at) => [
      { transaction_id, account_id: accounts[at % 6]?.id ?? 0, ...entry },
      { transaction_id, account_id: accounts[6 + at]?.id ?? 0, ...entry },
    ]),
  )
  const all = booked.map(({ id: transaction_id, user_id }, at) => ({
    transaction_id,
    user_id: user_id ?? 0,
    at,
  }))
  await Payment.insert(
    all.map(({ transaction_id, user_id, at }) => ({
      reference: `reference ${at}`,
      request_hash: "x",
      user_id,
      amount_fen: 1n,
      transaction_id,
    })),
  )
  const films = await Movie.select({}, { orderBy: "id", limit: users.length })
  await Purchase.insert(
    all.map(({ transaction_id, user_id, at }) => ({
      user_id,
      movie_id: films[at]?.id ?? 0,
      price_fen: 1n,
      transaction_id,
    })),
  )
  const ended = new Date(begin)
  await VoucherBatch.insert(
    all.map(({ user_id, at }) => ({
      value_fen: 1n,
      voucher_count: 1,
      note: "",
      issuer_id: user_id,
      expire_time: ended,
      close_time: at % 100 === 0 ? null : ended,
    })),
  )
  const batches = await VoucherBatch.select({}, { orderBy: "id" })
  await Voucher.insert(
    batches.map(({ id: batch_id }, at) => ({
      batch_id,
      code_hash: String(at).padStart(64, "0"),
      expire_time: ended,
      use_time: at % 2 === 0 ? ended : null,
    })),
  )
}
