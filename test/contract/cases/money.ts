import { Voucher } from "../../../db/voucher.ts"
import { asAdmin, asMember, asStranger, type CaseGroup, fails, works } from "../case.ts"
import { paymentSecret } from "../scene.ts"

const nowhere = 99_999
const seed = "5eed".repeat(16)

/** What is bought, vouchers, and the books. */
export const money: readonly CaseGroup[] = [
  {
    settings: { paymentSecret, maxCreditFen: 5000 },
    cases: [
      works(
        "buy_movie",
        asMember(async (s) => ({ movie_id: await s.film(0), price_fen: 1000, request_key: s.key() })),
      ),
      fails(
        "NO_SUCH_MOVIE",
        "buy_movie",
        asMember((s) => ({ movie_id: nowhere, price_fen: 1000, request_key: s.key() })),
      ),
      fails(
        "NOT_FOR_SALE",
        "buy_movie",
        asMember(async (s) => ({ movie_id: await s.film(1), price_fen: 1000, request_key: s.key() })),
      ),
      fails(
        "FILM_DAMAGED",
        "buy_movie",
        asMember(async (s) => ({
          movie_id: await s.changedFilm({ damage_time: new Date(0) }),
          price_fen: 1000,
          request_key: s.key(),
        })),
      ),
      fails("ALREADY_BOUGHT", "buy_movie", async (s) => {
        const { buyer, movie_id } = await s.boughtFilm()
        return { fields: { movie_id, price_fen: 1000, request_key: s.key() }, session: buyer.session }
      }),
      fails(
        "PRICE_CHANGED",
        "buy_movie",
        asMember(async (s) => ({ movie_id: await s.film(0), price_fen: 999, request_key: s.key() })),
      ),
      fails(
        "INSUFFICIENT_BALANCE",
        "buy_movie",
        asMember(async (s) => ({
          movie_id: await s.changedFilm({ price_fen: 20_000 }),
          price_fen: 20_000,
          request_key: s.key(),
        })),
      ),
      fails(
        "KEY_REUSED",
        "buy_movie",
        asMember(async (s, { peer }) => {
          const request_key = s.key()
          await peer.ok({ type: "buy_movie", movie_id: await s.film(0), price_fen: 1000, request_key })
          return { movie_id: await s.film(0), price_fen: 1000, request_key }
        }),
      ),
      works("list_purchases", async (s) => ({
        fields: { limit: 5 },
        session: (await s.boughtFilm()).buyer.session,
      })),
      works("vip_terms", asMember()),
      works(
        "buy_vip",
        asMember((s) => ({ days: 30, price_fen: 3000, request_key: s.key() })),
      ),
      works("buy_vip", asMember()),
      fails(
        "NO_SUCH_TERM",
        "buy_vip",
        asMember((s) => ({ days: 31, price_fen: 3000, request_key: s.key() })),
      ),
      fails(
        "PRICE_CHANGED",
        "buy_vip",
        asMember((s) => ({ days: 30, price_fen: 2999, request_key: s.key() })),
      ),
      fails(
        "INSUFFICIENT_BALANCE",
        "buy_vip",
        asMember((s) => ({ days: 365, price_fen: 29_800, request_key: s.key() })),
      ),
      fails(
        "KEY_REUSED",
        "buy_vip",
        asMember(async (s, { peer }) => {
          const request_key = s.key()
          await peer.ok({ type: "buy_movie", movie_id: await s.film(0), price_fen: 1000, request_key })
          return { days: 30, price_fen: 3000, request_key }
        }),
      ),
      works(
        "redeem_voucher",
        asMember(async (s) => ({ code: (await s.vouchers()).code, request_key: s.key() })),
      ),
      fails(
        "VOUCHER_MISTYPED",
        "redeem_voucher",
        asMember((s) => ({ code: "AAAA-AAAA-AAAA-AAAB", request_key: s.key() })),
      ),
      fails(
        "NO_SUCH_VOUCHER",
        "redeem_voucher",
        asMember(async (s) => {
          const { batch_id, code } = await s.vouchers()
          await s.admin.ok({ type: "revoke_vouchers", batch_id })
          return { code, request_key: s.key() }
        }),
      ),
      fails(
        "VOUCHER_USED",
        "redeem_voucher",
        asMember(async (s, { peer }) => {
          const { code } = await s.vouchers()
          await peer.ok({ type: "redeem_voucher", code, request_key: s.key() })
          return { code, request_key: s.key() }
        }),
      ),
      fails(
        "VOUCHER_EXPIRED",
        "redeem_voucher",
        asMember(async (s) => {
          const { batch_id, code } = await s.vouchers()
          await s.run(() => Voucher.update({ batch_id }, { expire_time: new Date(0) }))
          return { code, request_key: s.key() }
        }),
      ),
      fails(
        "BALANCE_TOO_LARGE",
        "redeem_voucher",
        asMember(async (s, member) => {
          await s.fill(member, 5n)
          return { code: (await s.vouchers()).code, request_key: s.key() }
        }),
      ),
      fails(
        "KEY_REUSED",
        "redeem_voucher",
        asMember(async (s, { peer }) => {
          const request_key = s.key()
          await peer.ok({ type: "redeem_voucher", code: (await s.vouchers()).code, request_key })
          return { code: (await s.vouchers()).code, request_key }
        }),
      ),
      works("list_statement", async (s) => ({
        fields: { limit: 5 },
        session: (await s.boughtFilm()).buyer.session,
      })),
      works(
        "make_vouchers",
        asAdmin((s) => ({ vip_days: 30, count: 2, seed, request_key: s.key() })),
      ),
      fails(
        "KEY_REUSED",
        "make_vouchers",
        asAdmin(async (s) => {
          const request_key = s.key()
          await s.vouchers({ request_key })
          return { value_fen: 200, count: 1, seed, request_key }
        }),
      ),
      works("list_voucher_batches", asAdmin({ limit: 2 })),
      works(
        "show_voucher_batch",
        asAdmin(async (s) => ({ batch_id: (await s.vouchers()).batch_id })),
      ),
      fails("NO_SUCH_BATCH", "show_voucher_batch", asAdmin({ batch_id: nowhere })),
      works(
        "revoke_vouchers",
        asAdmin(async (s) => ({ batch_id: (await s.vouchers()).batch_id })),
      ),
      fails("NO_SUCH_BATCH", "revoke_vouchers", asAdmin({ batch_id: nowhere })),
      works(
        "refund",
        asAdmin(async (s) => ({
          transaction_id: (await s.boughtFilm()).transaction_id,
          reason: "r",
          request_key: s.key(),
        })),
      ),
      fails(
        "NO_SUCH_TRANSACTION",
        "refund",
        asAdmin((s) => ({ transaction_id: nowhere, reason: "r", request_key: s.key() })),
      ),
      fails(
        "NOT_REFUNDABLE",
        "refund",
        asAdmin((s) => ({ transaction_id: 1, reason: "r", request_key: s.key() })),
      ),
      fails(
        "ALREADY_REFUNDED",
        "refund",
        asAdmin(async (s) => {
          const { transaction_id } = await s.boughtFilm()
          await s.admin.ok({ type: "refund", transaction_id, reason: "r", request_key: s.key() })
          return { transaction_id, reason: "r", request_key: s.key() }
        }),
      ),
      fails(
        "BALANCE_TOO_LARGE",
        "refund",
        asAdmin(async (s) => {
          const { buyer, transaction_id } = await s.boughtFilm()
          await s.fill(buyer, 5n)
          return { transaction_id, reason: "r", request_key: s.key() }
        }),
      ),
      fails(
        "INSUFFICIENT_BALANCE",
        "refund",
        asAdmin(async (s) => {
          const member = await s.member()
          const { transaction_id } = await s.admin.ok({
            type: "credit_payment",
            ...s.credit(member.name, 4000),
          })
          const request_key = s.key()
          await member.peer.ok({
            type: "buy_movie",
            movie_id: await s.changedFilm({ price_fen: 14_000 }),
            price_fen: 14_000,
            request_key,
          })
          return { transaction_id, reason: "r", request_key: s.key() }
        }),
      ),
      fails(
        "NO_SUCH_USER",
        "refund",
        asAdmin(async (s) => {
          const { buyer, transaction_id } = await s.boughtFilm()
          const password = "5ebe2294ecd0e0f08eab7690d2a6ee69"
          await buyer.peer.ok({ type: "delete_account", password, forfeit_fen: 9000 })
          return { transaction_id, reason: "r", request_key: s.key() }
        }),
      ),
      fails(
        "KEY_REUSED",
        "refund",
        asAdmin(async (s) => {
          const request_key = s.key()
          await s.vouchers({ request_key })
          return { transaction_id: (await s.boughtFilm()).transaction_id, reason: "r", request_key }
        }),
      ),
      works(
        "adjust_balance",
        asAdmin(async (s) => ({
          name: (await s.member()).name,
          amount_fen: 100,
          reason: "r",
          request_key: s.key(),
        })),
      ),
      fails(
        "NO_SUCH_USER",
        "adjust_balance",
        asAdmin((s) => ({ name: "nobody", amount_fen: 100, reason: "r", request_key: s.key() })),
      ),
      fails(
        "AMOUNT_TOO_LARGE",
        "adjust_balance",
        asAdmin(async (s) => ({
          name: (await s.member()).name,
          amount_fen: 5001,
          reason: "r",
          request_key: s.key(),
        })),
      ),
      fails(
        "INSUFFICIENT_BALANCE",
        "adjust_balance",
        asAdmin(async (s) => {
          const { name } = await s.member()
          for (let round = 0; round < 2; round++)
            await s.admin.ok({
              type: "adjust_balance",
              name,
              amount_fen: -5000,
              reason: "r",
              request_key: s.key(),
            })
          return { name, amount_fen: -1, reason: "r", request_key: s.key() }
        }),
      ),
      fails(
        "BALANCE_TOO_LARGE",
        "adjust_balance",
        asAdmin(async (s) => {
          const member = await s.member()
          await s.fill(member, 5n)
          return { name: member.name, amount_fen: 6, reason: "r", request_key: s.key() }
        }),
      ),
      fails(
        "KEY_REUSED",
        "adjust_balance",
        asAdmin(async (s) => {
          const request_key = s.key()
          await s.vouchers({ request_key })
          return { name: (await s.member()).name, amount_fen: 100, reason: "r", request_key }
        }),
      ),
      works("list_ledger", asAdmin({ limit: 2 })),
      fails("NO_SUCH_USER", "list_ledger", asAdmin({ user: "nobody" })),
      fails("NO_SUCH_TRANSACTION", "list_ledger", asAdmin({ after_id: nowhere })),
      works("ledger_sums", asAdmin({ year: 2026 })),
      works("check_books", asAdmin({ limit: 5 })),
      works(
        "credit_payment",
        asStranger(async (s) => s.credit((await s.member()).name, 100)),
      ),
      fails(
        "BAD_SIGNATURE",
        "credit_payment",
        asStranger(async (s) => ({ ...s.credit((await s.member()).name, 100), amount_fen: 101 })),
      ),
      fails(
        "AMOUNT_TOO_LARGE",
        "credit_payment",
        asStranger(async (s) => s.credit((await s.member()).name, 5001)),
      ),
      fails(
        "NO_SUCH_USER",
        "credit_payment",
        asStranger((s) => s.credit("nobody", 100)),
      ),
      fails(
        "BALANCE_TOO_LARGE",
        "credit_payment",
        asStranger(async (s) => {
          const member = await s.member()
          await s.fill(member, 5n)
          return s.credit(member.name, 6)
        }),
      ),
      fails(
        "KEY_REUSED",
        "credit_payment",
        asStranger(async (s) => {
          const { name } = await s.member()
          await s.admin.ok({ type: "credit_payment", ...s.credit(name, 100, "used") })
          return s.credit(name, 101, "used")
        }),
      ),
    ],
  },
  {
    cases: [
      fails(
        "PAYMENTS_OFF",
        "credit_payment",
        asStranger((s) => s.credit("nobody", 100)),
      ),
    ],
  },
  {
    settings: { voucherTriesPerHour: 1 },
    cases: [
      fails(
        "TOO_MANY_TRIES",
        "redeem_voucher",
        asMember(async (s, { peer }) => {
          const { batch_id, code } = await s.vouchers()
          await s.admin.ok({ type: "revoke_vouchers", batch_id })
          await peer.fails("NO_SUCH_VOUCHER", { type: "redeem_voucher", code, request_key: s.key() })
          return { code, request_key: s.key() }
        }),
      ),
    ],
  },
]
