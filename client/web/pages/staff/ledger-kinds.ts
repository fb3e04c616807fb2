/** The kinds of transactions, in the order in which they are offered. */
export const ledgerKinds = [
  "film",
  "vip",
  "credit",
  "voucher_batch",
  "voucher",
  "voucher_end",
  "gift",
  "adjustment",
  "refund",
  "closing",
] as const
