import type { Text } from "../locale.ts"

/** The check of the books. */
export const auditTexts = {
  menuAudit: { en: "Check the books", zh: "核对账目" },
  headWhere: { en: "Where", zh: "位置" },
  headExpected: { en: "Expected", zh: "应为" },
  headFound: { en: "Found", zh: "实际" },
  auditing: { en: "Checking: {part}, {rows} rows so far", zh: "正在核对：{part}，已检查 {rows} 行" },
  partAccounts: { en: "accounts", zh: "账户" },
  partEntries: { en: "entries", zh: "分录" },
  partTransactions: { en: "transactions", zh: "交易" },
  partPurchases: { en: "purchases", zh: "购买记录" },
  partVouchers: { en: "vouchers", zh: "兑换码" },
  partBatches: { en: "batches of vouchers", zh: "兑换码批次" },
  partPayments: { en: "payments", zh: "充值" },
  partUsers: { en: "people", zh: "用户" },
  partTotals: { en: "totals", zh: "总额" },
  booksBalance: {
    en: "The books balance: {rows} rows checked, no difference.",
    zh: "账目平衡：已检查 {rows} 行，无差异",
  },
  differsKeptBalance: { en: "balance kept for the account", zh: "账户余额" },
  differsRunningBalance: { en: "balance after an entry", zh: "分录后余额" },
  differsBelowZero: { en: "a member below zero", zh: "用户余额为负" },
  differsEntryTransaction: { en: "transaction of an entry", zh: "分录所属交易" },
  differsEntryAccount: { en: "account of an entry", zh: "分录所属账户" },
  differsNotZero: { en: "entries that don't sum to zero", zh: "分录合计不为零" },
  differsPurchaseMissing: { en: "paid, and no purchase", zh: "已付款但无购买记录" },
  differsPurchaseUnpaid: { en: "a purchase that isn't paid", zh: "有购买记录但未付款" },
  differsPurchasePrice: { en: "price of a purchase", zh: "购买价格" },
  differsPurchaseMovie: { en: "film of a purchase", zh: "购买的影片" },
  differsPurchaseUser: { en: "buyer of a purchase", zh: "购买人" },
  differsVoucherMissing: { en: "booked, and no voucher used", zh: "已入账但无对应兑换码" },
  differsVoucherBooking: { en: "what a voucher booked", zh: "兑换码入账金额" },
  differsBatchCount: { en: "vouchers of a batch", zh: "批次兑换码数量" },
  differsBatchValue: { en: "value of a batch", zh: "批次总值" },
  differsBatchEnd: { en: "what a batch's end booked back", zh: "批次结束时退回的金额" },
  differsPaymentMissing: { en: "booked, and no payment", zh: "已入账但无充值记录" },
  differsPaymentBooking: { en: "amount of a payment", zh: "充值金额" },
  differsNoAccount: { en: "an account that is missing", zh: "缺少账户" },
  differsVouchersUnused: { en: "value of the unused vouchers", zh: "未使用兑换码总值" },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const auditHelp = {
  audit: {
    en: "Checks that the books balance: the ledger, the balances, and what was sold for them.",
    zh: "核对账目：总账、余额以及已售内容是否一致",
  },
} as const satisfies Readonly<Record<string, Text>>
