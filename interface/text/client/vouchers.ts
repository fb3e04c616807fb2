import type { Text } from "../locale.ts"

/** Vouchers, as the staff makes them. */
export const voucherTexts = {
  takesWorth: {
    en: "yuan such as 50 or 9.90, or days of VIP such as 30d",
    zh: "金额（元）如 50 或 9.90，或会员天数如 30d",
  },
  menuFamilyVouchers: { en: "Vouchers …", zh: "兑换码…" },
  menuVouchersMake: { en: "Make vouchers", zh: "生成兑换码" },
  askWorth: {
    en: "Worth (yuan such as 50, or days of VIP such as 30d):",
    zh: "价值（金额如 50，或会员天数如 30d）：",
  },
  askCount: { en: "How many?", zh: "数量：" },
  askExpires: { en: "Until when (nothing for no end):", zh: "有效期至（留空为不过期）：" },
  askNote: { en: "Note for the staff (may be empty):", zh: "备注（可留空）：" },
  vouchersMade: { en: "Batch {id}: {count} vouchers.", zh: "批次 {id}：{count} 个兑换码" },
  codesWritten: {
    en: "The codes are in {file}; nobody can tell them again.",
    zh: "兑换码已写入 {file}，此后无法再次查看",
  },
  takesCount: { en: "a whole number from 1 to 10000", zh: " 1 到 10000 的整数" },
  menuVouchersList: { en: "List the batches of vouchers", zh: "查看兑换码批次" },
  menuVouchersShow: { en: "Who used a batch's vouchers?", zh: "查看某批兑换码的使用情况" },
  menuVouchersRevoke: { en: "Revoke a batch of vouchers", zh: "作废一批兑换码" },
  askBatch: { en: "Number of the batch:", zh: "批次编号：" },
  confirmRevoke: {
    en: "Revoke what is left of batch {id}? Nobody can redeem it then.",
    zh: "确定作废批次 {id} 中未使用的兑换码？",
  },
  vouchersRevoked: {
    en: "{count} unused vouchers of batch {id} are revoked.",
    zh: "已作废批次 {id} 中 {count} 个未使用的兑换码",
  },
  noVouchers: { en: "There are no vouchers.", zh: "没有兑换码" },
  headWorth: { en: "Worth", zh: "价值" },
  headUsed: { en: "Used", zh: "已用" },
  headNote: { en: "Note", zh: "备注" },
  headBy: { en: "By", zh: "操作人" },
  headTransaction: { en: "Transaction", zh: "交易" },
  batchOpen: { en: "open", zh: "有效" },
  batchUsedUp: { en: "used up", zh: "已用完" },
  batchExpired: { en: "expired", zh: "已过期" },
  batchRevoked: { en: "revoked", zh: "已作废" },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const voucherHelp = {
  vouchers: { en: "Vouchers.", zh: "兑换码管理" },
  vouchersMake: {
    en: "Makes vouchers and writes their codes as CSV; nobody can tell the codes later.",
    zh: "生成兑换码并以 CSV 输出；此后无法再次查看",
  },
  voucherWorth: {
    en: "what each is worth: yuan such as 50 or 9.90, or days of VIP such as 30d",
    zh: "每个兑换码的价值：金额（元）如 50 或 9.90，或会员天数如 30d",
  },
  voucherCount: { en: "how many, up to 10,000 (1)", zh: "数量，最多 10000（默认 1）" },
  voucherExpires: { en: "when they expire (never)", zh: "过期时间（默认不过期）" },
  voucherNote: { en: "a note for the staff", zh: "备注（仅管理人员可见）" },
  voucherOut: {
    en: "a new file for the codes that only you can read (else standard output; needed for more than 1,000)",
    zh: "保存兑换码的新文件，仅本人可读（否则输出到标准输出；超过 1000 个时必须指定）",
  },
  vouchersList: { en: "Lists the batches of vouchers, newest first.", zh: "列出兑换码批次，最新的在前" },
  vouchersShow: { en: "Tells by whom a batch's vouchers were used.", zh: "查看某批兑换码的使用情况" },
  vouchersRevoke: { en: "Revokes the unused vouchers of a batch.", zh: "作废某批未使用的兑换码" },
  batchId: { en: "the batch's number, as vouchers list shows it", zh: "批次编号，见 vouchers list" },
} as const satisfies Readonly<Record<string, Text>>
