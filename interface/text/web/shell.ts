import type { Text } from "../locale.ts"

/** What the frame of the page says, and what every page of it uses. */
export const shellTexts = {
  skip: { en: "Skip to the content", zh: "跳到正文" },
  mainMenu: { en: "Main menu", zh: "主菜单" },
  staffMenu: { en: "Staff menu", zh: "管理菜单" },
  home: { en: "Films", zh: "影片" },
  downloads: { en: "Downloads", zh: "下载" },
  notices: { en: "Notices", zh: "公告" },
  unread: { en: "{count} unread", zh: "{count} 条未读" },
  account: { en: "Account", zh: "账号" },
  vip: { en: "VIP", zh: "会员" },
  balance: { en: "Balance", zh: "余额" },
  staff: { en: "Staff", zh: "管理" },
  more: { en: "Show more", zh: "加载更多" },
  close: { en: "Close", zh: "关闭" },
  cancel: { en: "Cancel", zh: "取消" },
  save: { en: "Save", zh: "保存" },
  sessionOver: { en: "Your session is over. Log in to go on.", zh: "登录已失效，请重新登录" },
  logOut: { en: "Log out", zh: "退出登录" },
  about: { en: "About", zh: "关于" },
  theme: { en: "Appearance", zh: "外观" },
  themeLight: { en: "Light", zh: "浅色" },
  themeDark: { en: "Dark", zh: "深色" },
  themeSystem: { en: "As the system", zh: "跟随系统" },
  language: { en: "Language", zh: "语言" },
  lost: {
    en: "The connection to the server is lost. Trying again …",
    zh: "与服务器的连接已断开，正在重试…",
  },
  healed: { en: "The connection is back.", zh: "连接已恢复" },
  noAnswer: {
    en: "The server can't be reached just now. Nothing is known of whether it was done; please look before you try again.",
    zh: "暂时无法连接服务器，操作是否完成尚不清楚，请核对后再试",
  },
  wentWrong: {
    en: "Something went wrong in this page. Loading it anew may help.",
    zh: "页面出错了，刷新页面或许可以解决",
  },
  notFound: { en: "There is nothing here", zh: "页面不存在" },
  notFoundLead: {
    en: "The address may be mistyped, or what was here is gone.",
    zh: "地址可能有误，或者内容已被移除",
  },
  notAllowed: { en: "This isn't yours to see", zh: "无权查看" },
  notAllowedLead: {
    en: "Your account may not do what this page is for.",
    zh: "您的账号无权使用此页面",
  },
  notBuilt: {
    en: "The page isn't built yet: “npm run prepare” builds it.",
    zh: "网页尚未构建，请运行 npm run prepare",
  },
  toFilms: { en: "To the films", zh: "返回影片" },
} as const satisfies Readonly<Record<string, Text>>
