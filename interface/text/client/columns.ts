import type { Text } from "../locale.ts"

/** Heads that several tables share. */
export const columnTexts = {
  headId: { en: "No.", zh: "编号" },
  headName: { en: "Name", zh: "名称" },
  headSize: { en: "Size", zh: "大小" },
  headPrice: { en: "Price", zh: "价格" },
  headAmount: { en: "Amount", zh: "金额" },
  headBalance: { en: "Balance", zh: "余额" },
  headUploaded: { en: "Uploaded", zh: "上传时间" },
  headKind: { en: "Kind", zh: "类型" },
  headState: { en: "State", zh: "状态" },
  headExpires: { en: "Expires", zh: "过期时间" },
  headProblem: { en: "Problem", zh: "问题" },
  headTime: { en: "When", zh: "时间" },
} as const satisfies Readonly<Record<string, Text>>
