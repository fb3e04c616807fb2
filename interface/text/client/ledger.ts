import type { Text } from "../locale.ts"

/** The ledger, refunds and adjustments. */
export const ledgerTexts = {
  takesAmount: { en: "yuan such as 20 or -9.90, not 0", zh: "金额（元），如 20 或 -9.90，且不为 0" },
  menuFamilyLedger: { en: "Ledger …", zh: "总账…" },
  menuLedgerExport: { en: "Export the ledger", zh: "导出总账" },
  menuLedgerSums: { en: "A year's sums", zh: "年度汇总" },
  askOut: { en: "New file (nothing for the screen):", zh: "新文件（留空则显示在屏幕上）：" },
  askYear: { en: "Year:", zh: "年份：" },
  askFrom: { en: "From (nothing for the beginning):", zh: "起始时间（留空为最早）：" },
  askUntil: { en: "Until (nothing for now):", zh: "结束时间（留空为现在）：" },
  headMonth: { en: "Month", zh: "月份" },
  headAccount: { en: "Account", zh: "账户" },
  headCount: { en: "Count", zh: "笔数" },
  exported: { en: "{count} transactions are in {file}.", zh: "已将 {count} 笔交易写入 {file}" },
  takesYear: { en: "a year from 2000", zh: " 2000 年以后的年份" },
  menuRefund: { en: "Refund a transaction", zh: "退款" },
  askTransaction: { en: "Number of the transaction:", zh: "交易编号：" },
  askReason: { en: "Reason:", zh: "原因：" },
  confirmRefund: { en: "Refund transaction {id}?", zh: "确定对交易 {id} 退款？" },
  refunded: {
    en: "Transaction {id} is refunded by {refund}; the member has {balance} now.",
    zh: "交易 {id} 已退款（退款交易 {refund}），用户当前余额 {balance}",
  },
  menuAdjust: { en: "Adjust a balance", zh: "调整余额" },
  askAmount: { en: "Amount in yuan (such as 20 or -9.90):", zh: "金额（元，如 20 或 -9.90）：" },
  confirmAdjust: { en: "{amount} for {name}?", zh: "确定将 {name} 的余额调整 {amount}？" },
  adjusted: { en: "{name} has {balance} now.", zh: "{name} 当前余额 {balance}" },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const ledgerHelp = {
  ledger: { en: "The ledger.", zh: "总账" },
  ledgerExport: {
    en: "Writes the ledger as CSV, a line for each entry, oldest first.",
    zh: "以 CSV 导出总账，每条分录一行，最早的在前",
  },
  ledgerFrom: { en: "only from then on", zh: "起始时间（含）" },
  ledgerUntil: { en: "only what was before", zh: "结束时间（不含）" },
  ledgerCsv: {
    en: "a new file that only you can read (else standard output)",
    zh: "保存到新文件，仅本人可读（否则输出到标准输出）",
  },
  ledgerSums: {
    en: "Adds up a year month by month (in UTC), by kind and account.",
    zh: "按月（UTC）、类型和账户汇总一年的账目",
  },
  year: { en: "the year, such as 2026", zh: "年份，如 2026" },
  refund: {
    en: "Gives back what was paid for a film or for VIP, or takes a payment from outside back.",
    zh: "退还购买影片或会员的款项，或撤销外部充值",
  },
  transactionId: {
    en: "the transaction's number, as ledger export shows it",
    zh: "交易编号，见 ledger export",
  },
  reason: { en: "why; members read it in their statement", zh: "原因，用户可在账单中看到" },
  adjust: { en: "Adds to somebody's balance, or takes from it.", zh: "增加或减少账户余额" },
  adjustAmount: { en: "yuan such as 20 or -9.90", zh: "金额（元），如 20 或 -9.90" },
} as const satisfies Readonly<Record<string, Text>>
