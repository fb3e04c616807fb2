import type { Text } from "../locale.ts"

/** How far uploads and downloads are, and what both take. */
export const transferTexts = {
  allFilms: { en: "all {count} films", zh: "全部 {count} 部影片" },
  takesRate: {
    en: "a rate of at least 1000 bytes a second, such as 750k or 5M",
    zh: "每秒至少 1000 字节的速率，例如 750k 或 5M",
  },
  waitingLine: {
    en: "{label}: the server begins in {seconds} s (VIPs don't wait)",
    zh: "{label}：服务器将在 {seconds} 秒后开始（会员无需等待）",
  },
  lineLine: { en: "{label}: {line}", zh: "{label}：{line}" },
  lostLine: {
    en: "{label}: the connection was lost; next try in {seconds} s",
    zh: "{label}：连接中断，{seconds} 秒后重试",
  },
  progressLine: {
    en: "{label}: {percent}% ({done} of {total}), {rate}/s, {left} left",
    zh: "{label}：{percent}%（{done} / {total}），{rate}/s，剩余 {left}",
  },
  progressQueue: {
    en: "; {label}: {percent}%, {rate}/s, {left} left",
    zh: "；{label}：{percent}%，{rate}/s，剩余 {left}",
  },
  progressDone: {
    en: "{label}: 100% ({total} in {took}, {rate}/s)",
    zh: "{label}：100%（{total}，用时 {took}，{rate}/s）",
  },
  waiting: { en: "starts in {seconds} s", zh: "{seconds} 秒后开始" },
  lost: { en: "connection lost; next try in {seconds} s", zh: "连接中断，{seconds} 秒后重试" },
  takesConnections: { en: "a whole number from 1 to 16", zh: " 1 到 16 的整数" },
  takesSeconds: { en: "a whole number of seconds, a week at most", zh: "不超过一周的整数秒数" },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const transferHelp = {
  connections: { en: "connections to send or fetch a film over, 1 to 16", zh: "同时使用的连接数，1 到 16" },
  limit: { en: "bytes a second at most, such as 750k or 5M", zh: "每秒最多传输的字节数，例如 750k 或 5M" },
  retry: {
    en: "seconds in which a lost connection is made again (300)",
    zh: "连接中断后持续重试的秒数（默认 300）",
  },
} as const satisfies Readonly<Record<string, Text>>
