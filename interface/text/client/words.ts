import type { Text } from "../locale.ts"

/** Words that stand in many places. */
export const wordTexts = {
  female: { en: "female", zh: "女" },
  male: { en: "male", zh: "男" },
  other: { en: "other", zh: "其他" },
  verified: { en: "verified", zh: "已验证" },
  all: { en: "all", zh: "全部" },
  free: { en: "free", zh: "免费" },
  paid: { en: "paid", zh: "收费" },
  admin: { en: "admin", zh: "管理员" },
  user: { en: "user", zh: "用户" },
  vip: { en: "VIP", zh: "会员" },
  daysOfVip: { en: "{days} days of VIP", zh: "{days} 天会员" },
  editor: { en: "editor", zh: "编辑" },
  cashier: { en: "cashier", zh: "收银" },
  none: { en: "–", zh: "–" },
} as const satisfies Readonly<Record<string, Text>>
