import type { Text } from "../locale.ts"

/** What the staff's pages are called. */
export const staffMenuTexts = {
  films: { en: "Films", zh: "影片" },
  uploads: { en: "Uploads", zh: "上传" },
  underWay: { en: "({count})", zh: "（{count}）" },
  trash: { en: "Trash", zh: "回收站" },
  notices: { en: "Notices", zh: "公告" },
  members: { en: "Accounts", zh: "账号" },
  vouchers: { en: "Vouchers", zh: "兑换码" },
  money: { en: "Money", zh: "账务" },
  statistics: { en: "Statistics", zh: "统计" },
  trail: { en: "Trail", zh: "操作记录" },
  store: { en: "Store check", zh: "存储检查" },
  line: { en: "Line", zh: "下载队列" },
} as const satisfies Readonly<Record<string, Text>>
