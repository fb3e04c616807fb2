import type { Text } from "../locale.ts"

/** Deleted films. */
export const trashTexts = {
  menuFamilyTrash: { en: "Trash …", zh: "回收站…" },
  menuTrash: { en: "List the trash", zh: "查看回收站" },
  menuRestore: { en: "Restore a deleted film", zh: "恢复已删除的影片" },
  menuPurge: { en: "Remove a deleted film for good", zh: "彻底删除影片" },
  confirmPurge: {
    en: "Remove {name} (number {id}) for good? Nothing brings it back.",
    zh: "确定彻底删除 {name}（编号 {id}）？此操作无法撤销",
  },
  confirmLoss: {
    en: "{reason} ({buyers}) Remove {name} all the same?",
    zh: "{reason}（{buyers}）仍要彻底删除 {name}？",
  },
  headDeleted: { en: "Deleted", zh: "删除时间" },
  headBuyers: { en: "Buyers", zh: "购买人数" },
  headGone: { en: "Gone for good", zh: "彻底删除时间" },
  noTrash: { en: "The trash is empty.", zh: "回收站是空的" },
  restored: { en: "{name} (number {id}) is in the library again.", zh: "{name}（编号 {id}）已恢复" },
  purged: { en: "{name} (number {id}) is gone for good.", zh: "{name}（编号 {id}）已彻底删除" },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const trashHelp = {
  trash: { en: "Deleted films.", zh: "回收站" },
  evenPurchased: {
    en: "also films that people have bought, who lose them with that",
    zh: "包括已有人购买的影片（购买者将失去该影片）",
  },
  trashList: { en: "Lists the deleted films that can be restored.", zh: "列出可恢复的已删除影片" },
  trashRestore: { en: "Brings deleted films back.", zh: "恢复已删除的影片" },
  trashPurge: { en: "Removes deleted films for good.", zh: "彻底删除回收站中的影片" },
  trashIds: { en: "the films' numbers, as trash list shows them", zh: "影片编号，见 trash list" },
} as const satisfies Readonly<Record<string, Text>>
