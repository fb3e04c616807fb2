import type { Text } from "../locale.ts"

/** Downloading films, and what was downloaded. */
export const downloadTexts = {
  menuDownload: { en: "Download a film", zh: "下载影片" },
  confirmOverwrite: { en: "{path} exists already. Replace it?", zh: "{path} 已存在，是否替换？" },
  downloadGoesOn: {
    en: "What arrived of {file} is kept; the same command goes on with it.",
    zh: "{file} 已收到的部分会保留，再次执行同一命令即可继续",
  },
  downloaded: { en: "{path} is here ({size}).", zh: "已下载 {path}（{size}）" },
  menuHistory: { en: "My downloads", zh: "下载记录" },
  delivered: { en: "delivered", zh: "已送达" },
  sent: { en: "sent", zh: "已发送" },
  unfinished: { en: "unfinished", zh: "未完成" },
  noDownloads: { en: "There are no downloads yet.", zh: "暂无下载记录" },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const downloadHelp = {
  download: { en: "Downloads films.", zh: "下载影片" },
  to: { en: "the folder to download to", zh: "下载目录" },
  overwrite: { en: "replace files that exist", zh: "覆盖已存在的文件" },
  history: { en: "Lists your downloads, newest first.", zh: "查看下载记录，最新的在前" },
} as const satisfies Readonly<Record<string, Text>>
