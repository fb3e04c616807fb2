import type { Text } from "../locale.ts"

/** Figures of the library. */
export const statisticsTexts = {
  menuStatistics: { en: "Figures", zh: "统计" },
  askDaysBack: { en: "How many days? (empty: 30)", zh: "统计多少天？（留空为 30）" },
  headDay: { en: "Day", zh: "日期" },
  headDownloads: { en: "Downloads", zh: "下载" },
  headRegistrations: { en: "Registrations", zh: "注册" },
  headIncome: { en: "Income", zh: "收入" },
  daysExported: { en: "{count} days are in {file}.", zh: "已将 {count} 天的数据写入 {file}" },
  storedFilms: { en: "Library: {count} films, {bytes}", zh: "影片库：{count} 部影片，{bytes}" },
  storedTrash: { en: "Trash: {count} films, {bytes}", zh: "回收站：{count} 部影片，{bytes}" },
  storedUploads: { en: "Unfinished uploads: {count}, {bytes}", zh: "未完成上传：{count} 个，{bytes}" },
  storedFree: { en: "Room for films: {bytes}", zh: "可用空间：{bytes}" },
  memberCounts: {
    en: "Members: {all}, of whom {vip} are VIPs; logged in now: {live}",
    zh: "用户：{all} 人，其中会员 {vip} 人；当前在线 {live} 人",
  },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const statisticsHelp = {
  statistics: {
    en: "Tells downloads, registrations and income by day (in UTC), the films that were downloaded most, and what the store holds.",
    zh: "按天（UTC）统计下载、注册和收入，列出下载最多的影片和存储用量",
  },
  statisticsDays: { en: "how many days, today included (30)", zh: "天数，含今天（默认 30）" },
  statisticsCsv: {
    en: "writes the days as CSV to a new file that only you can read",
    zh: "将每日数据以 CSV 保存到新文件，仅本人可读",
  },
} as const satisfies Readonly<Record<string, Text>>
