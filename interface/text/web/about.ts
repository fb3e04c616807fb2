import type { Text } from "../locale.ts"

/** What the page about Reelwire says. */
export const aboutTexts = {
  title: { en: "About Reelwire", zh: "关于 Reelwire" },
  what: {
    en: "Reelwire is a film library that somebody you know runs on a machine of their own. This page, the programs for a terminal and the interface for programs all see the same library.",
    zh: "Reelwire 是由您认识的人在自己的服务器上运行的影片库。本页面、命令行程序和编程接口访问的是同一个影片库。",
  },
  keyboard: { en: "By keyboard", zh: "键盘操作" },
  keyTab: { en: "to the next thing that can be pressed", zh: "移动到下一个可操作的控件" },
  keyEsc: { en: "closes what is open", zh: "关闭已打开的窗口" },
  keyArrows: { en: "from tab to tab", zh: "切换标签页" },
  programs: { en: "For programs", zh: "编程接口" },
  programsLead: {
    en: "Everything that this page does can be done by HTTP too:",
    zh: "本页面的全部功能均可通过 HTTP 使用：",
  },
  tryIt: { en: "Try the interface", zh: "试用接口" },
  cookies: {
    en: "The only cookies are those that keep you logged in; nobody follows you around.",
    zh: "仅使用保持登录所需的 Cookie，不进行任何跟踪",
  },
} as const satisfies Readonly<Record<string, Text>>
