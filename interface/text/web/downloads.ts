import type { Text } from "../locale.ts"

/** What the page of one's downloads says. */
export const downloadsTexts = {
  title: { en: "Downloads", zh: "下载记录" },
  hint: { en: "What you have watched and downloaded, newest first.", zh: "您观看和下载过的影片，最新的在前" },
  finished: { en: "complete and checked", zh: "已完成并校验" },
  sent: { en: "all of it sent", zh: "已全部发送" },
  some: { en: "{bytes} of {size}", zh: "{bytes} / {size}" },
  nothingYet: { en: "not begun", zh: "未开始" },
  paid: { en: "paid {price}", zh: "支付 {price}" },
  emptyTitle: { en: "Nothing downloaded yet", zh: "暂无下载记录" },
  empty: { en: "Each film that you watch or download is noted here.", zh: "您观看或下载的影片会记录在这里" },
  toFilms: { en: "To the films", zh: "浏览影片" },
} as const satisfies Readonly<Record<string, Text>>
