import type { Text } from "../locale.ts"

/** What the page about the trash says. */
export const staffTrashTexts = {
  title: { en: "Trash", zh: "回收站" },
  lead: { en: "Deleted films, until they are purged.", zh: "已删除的影片，彻底删除前可恢复" },
  empty: { en: "The trash is empty.", zh: "回收站为空" },
  film: { en: "Film", zh: "影片" },
  size: { en: "Size", zh: "大小" },
  deleted: { en: "Deleted", zh: "删除时间" },
  purged: { en: "Purged on", zh: "彻底删除时间" },
  keptForBuyers: { en: "kept: {buyers} people bought it", zh: "保留：{buyers} 人已购买" },
  restore: { en: "Restore", zh: "恢复" },
  restoreOf: { en: "Restore {film}", zh: "恢复 {film}" },
  restored: { en: "{film} is in the library again.", zh: "{film} 已恢复" },
  purge: { en: "Purge", zh: "彻底删除" },
  purgeOf: { en: "Purge {film}", zh: "彻底删除 {film}" },
  purgeTitle: { en: "Purge {film} for good?", zh: "彻底删除 {film}？" },
  purgeBody: {
    en: "The film’s bytes are erased. This can’t be undone.",
    zh: "影片数据将被永久删除，无法恢复",
  },
  purgeBuyers: {
    en: "{buyers} people have bought this film and lose it: {names}.",
    zh: "{buyers} 人已购买此影片，将失去它：{names}",
  },
  purgeAnyway: { en: "I know that the buyers lose it", zh: "我知道购买者将失去此影片" },
  purged2: { en: "{film} is gone for good.", zh: "{film} 已彻底删除" },
} as const satisfies Readonly<Record<string, Text>>
