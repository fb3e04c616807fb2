import type { Text } from "../locale.ts"

/** What the staff's pages share. */
export const staffTexts = {
  save: { en: "Save", zh: "保存" },
  saved: { en: "Saved.", zh: "已保存" },
  nothingFound: { en: "Nothing was found.", zh: "没有找到结果" },
  actions: { en: "Actions", zh: "操作" },
  time: { en: "Time", zh: "时间" },
  name: { en: "Name", zh: "名称" },
  never: { en: "never", zh: "从未" },
  none: { en: "none", zh: "无" },
  reason: { en: "Reason", zh: "原因" },
  reasonHint: { en: "Stands in the books and in the trail.", zh: "会记入总账和操作记录" },
  needed: { en: "Please fill this in.", zh: "请填写此项" },
  needsAmount: { en: "Say an amount such as 5 or 12.50.", zh: "请输入金额，例如 5 或 12.50" },
  needsNumber: { en: "Say a whole number from {least} to {most}.", zh: "请输入 {least} 到 {most} 的整数" },
  draftKept: { en: "What you typed earlier is still here.", zh: "已保留之前填写的内容" },
  discard: { en: "Discard", zh: "放弃草稿" },
  csv: { en: "Download as CSV", zh: "下载 CSV" },
  asTable: { en: "As a table", zh: "以表格显示" },
  all: { en: "All", zh: "全部" },
} as const satisfies Readonly<Record<string, Text>>
