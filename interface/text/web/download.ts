import type { Text } from "../locale.ts"

/** What is said where a film is downloaded, and of one's place in the line. */
export const downloadTexts = {
  download: { en: "Download", zh: "下载" },
  downloadSize: { en: "Download · {size}", zh: "下载 · {size}" },
  asking: { en: "Asking for the film…", zh: "正在请求影片…" },
  inLine: { en: "You are in line", zh: "正在排队" },
  next: { en: "You are next.", zh: "下一个就轮到您" },
  one: { en: "1 person is in front of you.", zh: "前面还有 1 人" },
  many: { en: "{front} people are in front of you.", zh: "前面还有 {front} 人" },
  estimate: { en: "About {time} to go.", zh: "预计还需 {time}" },
  keepOpen: {
    en: "It starts by itself when your turn comes; you keep your place while this page is open.",
    zh: "轮到您时会自动开始，请保持页面打开",
  },
  leave: { en: "Leave the line", zh: "退出排队" },
  starts: { en: "The download starts in", zh: "距开始下载还有" },
  waiting: { en: "Downloads that wait", zh: "等待中的下载" },
  cancel: { en: "Cancel", zh: "取消" },
  started: {
    en: "Your browser has the download now: it shows how far it is.",
    zh: "下载已交给浏览器，可在浏览器中查看进度",
  },
  other: { en: "Other ways to download", zh: "其他下载方式" },
  otherHint: {
    en: "For download managers and players; the link works without logging in for some hours. Whoever has it can use it: don’t pass it on.",
    zh: "供下载工具和播放器使用：数小时内无需登录，任何人持有链接即可使用，请勿转发",
  },
  otherFirst: {
    en: "For download managers (aria2, wget) and players (VLC, mpv): a link that works for some hours without logging in.",
    zh: "供 aria2、wget 等下载工具和 VLC、mpv 等播放器使用：数小时内无需登录的链接",
  },
  makeLink: { en: "Make a link", zh: "生成链接" },
  link: { en: "Link", zh: "链接" },
  copyLink: { en: "Copy link", zh: "复制链接" },
  copyCommand: { en: "Copy command", zh: "复制命令" },
  metalink: { en: "Metalink", zh: "Metalink" },
  metalinkHint: {
    en: "aria2c takes it, downloads over several connections, and checks what arrived.",
    zh: "供 aria2c 使用：多连接下载并自动校验",
  },
  aria2: { en: "With aria2", zh: "使用 aria2" },
} as const satisfies Readonly<Record<string, Text>>
