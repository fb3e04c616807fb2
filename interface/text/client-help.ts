import type { Text } from "./locale.ts"

/** The help of the command-line clients: what programs, commands, arguments and options do. */
export const helpTexts = {
  admin: {
    en: "Looks after a Reelwire film library. Without a command it shows a menu.",
    zh: "管理 Reelwire 影片库。不带命令时显示菜单。",
  },
  user: {
    en: "Browses a Reelwire film library and downloads from it. Without a command it shows a menu.",
    zh: "浏览并下载 Reelwire 影片库中的影片。不带命令时显示菜单。",
  },
  helpOption: { en: "Shows this help.", zh: "显示帮助" },
  usageTitle: { en: "Usage:", zh: "用法：" },
  argumentsTitle: { en: "Arguments:", zh: "参数：" },
  optionsTitle: { en: "Options:", zh: "选项：" },
  globalOptionsTitle: { en: "Options of every command:", zh: "通用选项：" },
  commandsTitle: { en: "Commands:", zh: "命令：" },
  exitCodesTitle: { en: "Exit codes:", zh: "退出码：" },

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

  register: { en: "Makes an account.", zh: "注册账号" },
  invitation: {
    en: "an invitation from an admin; for every admin after the first",
    zh: "管理员邀请码；除首位管理员外均需要",
  },
  login: {
    en: "Checks name and password, and shows the newest notices.",
    zh: "验证用户名和密码，并显示最新公告",
  },
  upload: { en: "Puts films into the library.", zh: "上传影片" },
  uploadFiles: { en: "the films' files", zh: "影片文件" },
  free: { en: "free for everybody", zh: "免费影片" },
  evenPurchased: {
    en: "also films that people have bought, who lose them with that",
    zh: "包括已有人购买的影片（购买者将失去该影片）",
  },
  paid: { en: "at a price", zh: "收费影片" },
  again: {
    en: "upload also what is in the library already, as another film",
    zh: "即使影片库中已有，也作为另一部影片上传",
  },
  uploads: { en: "Unfinished uploads.", zh: "未完成的上传" },
  uploadsList: { en: "Lists the unfinished uploads of all admins.", zh: "列出所有管理员未完成的上传" },
  uploadsDrop: { en: "Throws unfinished uploads away.", zh: "放弃未完成的上传" },
  uploadIds: { en: "the uploads' numbers, as uploads list shows them", zh: "上传编号，见 uploads list" },
  trash: { en: "Deleted films.", zh: "回收站" },
  trashList: { en: "Lists the deleted films that can be restored.", zh: "列出可恢复的已删除影片" },
  trashRestore: { en: "Brings deleted films back.", zh: "恢复已删除的影片" },
  trashPurge: { en: "Removes deleted films for good.", zh: "彻底删除回收站中的影片" },
  trashIds: { en: "the films' numbers, as trash list shows them", zh: "影片编号，见 trash list" },
  store: { en: "The stored films' files.", zh: "影片存储" },
  queue: {
    en: "Shows who downloads, and who waits in the line for a transfer slot.",
    zh: "显示正在下载和排队等待的用户",
  },
  watch: {
    en: "go on showing it, every second, until Ctrl-C (on a terminal)",
    zh: "在终端中每秒刷新，直到按 Ctrl-C",
  },
  storeCheck: {
    en: "Reads every stored film again and tells what is damaged or missing.",
    zh: "重新读取全部影片，报告损坏或缺失的文件",
  },
  storeRepair: {
    en: "Checks every stored film and puts right what can be.",
    zh: "检查全部影片并修复可修复的问题",
  },
  connections: { en: "connections to send or fetch a film over, 1 to 16", zh: "同时使用的连接数，1 到 16" },
  limit: { en: "bytes a second at most, such as 750k or 5M", zh: "每秒最多传输的字节数，例如 750k 或 5M" },
  retry: {
    en: "seconds in which a lost connection is made again (300)",
    zh: "连接中断后持续重试的秒数（默认 300）",
  },
  list: { en: "Lists the films, newest first.", zh: "列出影片，最新的在前" },
  type: { en: "all, free or paid", zh: "all（全部）、free（免费）或 paid（收费）" },
  delete: { en: "Puts films into the trash.", zh: "将影片移入回收站" },
  movieId: { en: "the film's number, as list shows it", zh: "影片编号，见 list" },
  movieIds: { en: "the films' numbers, as list shows them", zh: "影片编号，见 list" },
  notices: { en: "Notices to everybody.", zh: "公告" },
  noticesPublish: { en: "Posts a notice to everybody.", zh: "发布公告" },
  noticesList: { en: "Shows the notices, newest first.", zh: "查看公告，最新的在前" },
  noticeTitle: { en: "the notice's title", zh: "公告标题" },
  noticeContent: { en: "the notice's text", zh: "公告内容" },
  users: { en: "The accounts.", zh: "账号管理" },
  usersList: { en: "Lists the accounts.", zh: "列出账号" },
  usersLock: {
    en: "Locks an account: it is logged out at once and stays out.",
    zh: "锁定账号：立即下线且无法登录",
  },
  usersUnlock: { en: "Unlocks an account.", zh: "解锁账号" },
  userName: { en: "the account's name", zh: "账号名" },
  invite: { en: "Makes an invitation for one more admin.", zh: "生成管理员邀请码" },
  download: { en: "Downloads films.", zh: "下载影片" },
  to: { en: "the folder to download to", zh: "下载目录" },
  overwrite: { en: "replace files that exist", zh: "覆盖已存在的文件" },
  play: { en: "Plays a film without keeping it.", zh: "直接播放影片，不保存" },
  player: {
    en: "the player to use (the first of mpv, vlc and ffplay that is installed)",
    zh: "使用的播放器（默认依次查找 mpv、vlc、ffplay）",
  },
  buy: {
    en: "Buys films, for ever: asks with the price before each.",
    zh: "购买影片（永久有效），购买前逐部确认价格",
  },
  buyVip: {
    en: "Makes you a VIP, or one for longer: no waiting, lower prices.",
    zh: "购买或续费会员：无需等待，价格更低",
  },
  vipDays: { en: "for how many days; the server's usual term without it", zh: "会员天数（默认为常用套餐）" },
  purchases: { en: "Lists the films that you bought.", zh: "列出已购影片" },
  balance: { en: "Tells what you have.", zh: "查看账户余额" },
  statement: { en: "Lists what came into your account and went out of it.", zh: "查看账单明细" },
  statementLimit: { en: "how many of the newest lines", zh: "显示最近多少条" },
  prices: { en: "What films cost.", zh: "影片价格" },
  pricesSet: { en: "Gives a film prices of its own.", zh: "设置影片价格" },
  pricesOffer: {
    en: "Offers a film for some time at a price that nobody pays more than.",
    zh: "设置影片限时优惠价",
  },
  pricesFree: { en: "Makes a film free.", zh: "设为免费影片" },
  pricesPaid: { en: "Makes a film a paid one.", zh: "设为收费影片" },
  price: {
    en: "for members, in yuan; default for the library's price",
    zh: "普通价格（元），default 为默认价格",
  },
  vipPrice: { en: "for VIPs", zh: "会员价格" },
  offerPrice: { en: "in yuan; none ends the offer", zh: "优惠价格（元），none 为取消优惠" },
  offerFrom: { en: "when it begins; now without it", zh: "开始时间（默认立即）" },
  offerUntil: { en: "when it ends; not at all without it", zh: "结束时间（默认长期）" },
  history: { en: "Lists your downloads, newest first.", zh: "查看下载记录，最新的在前" },
  whoAmI: { en: "Tells the account that you log in with.", zh: "查看当前账号" },
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
