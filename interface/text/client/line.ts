import type { Text } from "../locale.ts"

/** The line for downloads: one's own place, and all of it. */
export const lineTexts = {
  lineAbout: { en: "{line}, about {time}", zh: "{line}，约 {time}" },
  lineNext: { en: "you are next in line", zh: "下一个就轮到您" },
  lineOne: { en: "1 person in front of you", zh: "前面还有 1 人" },
  lineMany: { en: "{front} people in front of you", zh: "前面还有 {front} 人" },
  aboutSeconds: { en: "{seconds} s", zh: "{seconds} 秒" },
  aboutMinutes: { en: "{minutes} min", zh: "{minutes} 分钟" },
  aboutHours: { en: "{hours} h", zh: "{hours} 小时" },
  menuQueue: { en: "Watch the line for downloads", zh: "查看下载队列" },
  headPerson: { en: "Who", zh: "用户" },
  headPlace: { en: "Place", zh: "位置" },
  headLane: { en: "Lane", zh: "通道" },
  headFor: { en: "For", zh: "时长" },
  queueSummary: {
    en: "{taken} of {most} transfer slots are taken; {waiting} in line.",
    zh: "已占用 {taken} / {most} 个下载通道，{waiting} 个排队中",
  },
  queueUnlimited: {
    en: "{taken} transfer slots are taken, of any number; {waiting} in line.",
    zh: "已占用 {taken} 个下载通道（不限总数），{waiting} 个排队中",
  },
  watchEnds: { en: "Ctrl-C ends this.", zh: "按 Ctrl-C 结束" },
  slotSending: { en: "sending", zh: "传输中" },
  slotBetween: { en: "between two ranges", zh: "等待下一段" },
  slotOffered: { en: "offered", zh: "已提供" },
  lineAway: { en: "away", zh: "已断开" },
  lineThere: { en: "waits", zh: "等待中" },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const lineHelp = {
  queue: {
    en: "Shows who downloads, and who waits in the line for a transfer slot.",
    zh: "显示正在下载和排队等待的用户",
  },
  watch: {
    en: "go on showing it, every second, until Ctrl-C (on a terminal)",
    zh: "在终端中每秒刷新，直到按 Ctrl-C",
  },
} as const satisfies Readonly<Record<string, Text>>
