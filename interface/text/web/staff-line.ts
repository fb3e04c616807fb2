import type { Text } from "../locale.ts"

/** What the page about the line for downloads says. */
export const staffLineTexts = {
  title: { en: "Line", zh: "下载队列" },
  lead: { en: "Downloads under way, and who waits for a slot.", zh: "正在进行和等待中的下载" },
  taken: { en: "{taken} of {most} slots are taken.", zh: "已占用 {taken} / {most} 个通道" },
  noLimit: {
    en: "{taken} downloads are under way; there is no limit.",
    zh: "正在进行 {taken} 个下载，不限数量",
  },
  slots: { en: "Under way", zh: "进行中" },
  waiting: { en: "Waiting", zh: "等待中" },
  who: { en: "Who", zh: "用户" },
  film: { en: "Film", zh: "影片" },
  state: { en: "State", zh: "状态" },
  sending: { en: "sending", zh: "传输中" },
  between: { en: "between ranges", zh: "分段间隙" },
  offered: { en: "offered", zh: "已分配" },
  bytes: { en: "Sent", zh: "已传输" },
  held: { en: "For", zh: "时长" },
  waited: { en: "Waited", zh: "已等待" },
  estimate: { en: "About", zh: "预计" },
  front: { en: "In front", zh: "前面人数" },
  away: { en: "away", zh: "离开" },
  nobody: { en: "Nobody downloads at present.", zh: "当前没有下载" },
  noLine: { en: "Nobody waits.", zh: "没有人在等待" },
} as const satisfies Readonly<Record<string, Text>>
