import type { Text } from "../locale.ts"

/** What every command of the programs shares: the menu, questions, and the values that several take. */
export const programTexts = {
  menuTitle: { en: "What would you like to do?", zh: "请选择操作" },
  menuQuit: { en: "Quit", zh: "退出" },
  menuBack: { en: "Back", zh: "返回" },
  welcome: { en: "Reelwire at {server}", zh: "Reelwire 服务器 {server}" },
  bye: { en: "Goodbye.", zh: "再见" },
  unread: { en: "Unread notices: {count}", zh: "未读公告：{count} 条" },
  unreadMany: { en: "Unread notices: 99+", zh: "未读公告：99 条以上" },
  stillLoggedIn: {
    en: "You are still logged in as {name}. (Log out to end that on this device.)",
    zh: "您仍以 {name} 的身份登录（选择“退出登录”可在此设备上结束）",
  },
  needsValue: { en: "Something is needed here.", zh: "此处不能为空" },
  nothingFound: { en: "(nothing found)", zh: "（没有找到）" },
  keyNavigate: { en: "move", zh: "移动" },
  keySelect: { en: "choose", zh: "选择" },
  keySubmit: { en: "done", zh: "确定" },
  keyAll: { en: "all", zh: "全选" },
  keyInvert: { en: "invert", zh: "反选" },
  yes: { en: "yes", zh: "是" },
  no: { en: "no", zh: "否" },
  yesOrNo: { en: "Answer yes or no.", zh: "请回答“是”或“否”" },
  itemFailed: { en: "{item}: {reason}", zh: "{item}：{reason}" },
  takesTime: { en: "a time such as 2026-12-24 18:00", zh: "时间，如 2026-12-24 18:00" },
  takesId: { en: "a whole number from 1", zh: "从 1 开始的整数" },
  takesDays: { en: "a whole number of days", zh: "整数天数" },
} as const satisfies Readonly<Record<string, Text>>

/** The help's frame, and the options of every command. */
export const programHelp = {
  admin: {
    en: "Looks after a Reelwire film library. Without a command it shows a menu.",
    zh: "管理 Reelwire 影片库。不带命令时显示菜单。",
  },
  user: {
    en: "Browses a Reelwire film library and downloads from it. Without a command it shows a menu.",
    zh: "浏览并下载 Reelwire 影片库中的影片。不带命令时显示菜单。",
  },
  server: {
    en: "the server, as host:port (REELWIRE_SERVER; else 127.0.0.1:8087)",
    zh: "服务器地址 host:port（REELWIRE_SERVER；默认 127.0.0.1:8087）",
  },
  name: { en: "the name to log in with (REELWIRE_NAME)", zh: "登录用户名（REELWIRE_NAME）" },
  passwordFile: {
    en: "a file whose first line is the password (else REELWIRE_PASSWORD, else it is asked for)",
    zh: "首行为密码的文件（否则取 REELWIRE_PASSWORD，再否则询问）",
  },
  json: { en: "print one JSON document and nothing else", zh: "只输出一个 JSON 文档" },
  lang: {
    en: "language, en or zh (else LC_ALL, LC_MESSAGES or LANG)",
    zh: "语言，en 或 zh（否则取 LC_ALL、LC_MESSAGES 或 LANG）",
  },
  tls: { en: "speak TLS to the server (REELWIRE_TLS)", zh: "使用 TLS 连接服务器（REELWIRE_TLS）" },
  tlsCa: {
    en: "a certificate authority (PEM) to trust (REELWIRE_TLS_CA)",
    zh: "受信任的 CA 证书（PEM 文件，REELWIRE_TLS_CA）",
  },
  yes: { en: "confirm whatever would be asked", zh: "对所有确认回答“是”" },
  helpOption: { en: "Shows this help.", zh: "显示帮助" },
  usageTitle: { en: "Usage:", zh: "用法：" },
  argumentsTitle: { en: "Arguments:", zh: "参数：" },
  optionsTitle: { en: "Options:", zh: "选项：" },
  globalOptionsTitle: { en: "Options of every command:", zh: "通用选项：" },
  commandsTitle: { en: "Commands:", zh: "命令：" },
  exitCodesTitle: { en: "Exit codes:", zh: "退出码：" },
} as const satisfies Readonly<Record<string, Text>>

/** What each exit code of the command-line clients means. */
export const exitCodeTexts = {
  0: { en: "done", zh: "完成" },
  1: { en: "refused by the server, declined, or a transfer failed", zh: "被服务器拒绝、被取消，或传输失败" },
  2: {
    en: "wrong usage, or something missing that can't be asked for",
    zh: "用法错误，或缺少无法询问的内容",
  },
  3: { en: "the server can't be reached, or the connection was lost", zh: "无法连接服务器或连接中断" },
  4: { en: "the log-in was refused, or nobody is logged in", zh: "登录被拒绝或未登录" },
  5: { en: "trouble with a file on this side", zh: "本地文件问题" },
  130: { en: "interrupted (Ctrl-C)", zh: "被中断（Ctrl-C）" },
} as const satisfies Readonly<Record<number, Text>>
