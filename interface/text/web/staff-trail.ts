import type { Text } from "../locale.ts"

/** What the page about the trail says. */
export const staffTrailTexts = {
  title: { en: "Trail", zh: "操作记录" },
  lead: { en: "What the staff changed, and when.", zh: "管理人员的所有更改" },
  actor: { en: "Who", zh: "操作人" },
  action: { en: "What", zh: "操作" },
  target: { en: "Upon", zh: "对象" },
  targetHint: { en: "Such as “user 12” or “movie 7”", zh: "例如 user 12 或 movie 7" },
  change: { en: "Change", zh: "更改" },
  empty: { en: "Nothing of this kind was done.", zh: "没有相关记录" },
} as const satisfies Readonly<Record<string, Text>>
