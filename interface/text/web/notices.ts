import type { Text } from "../locale.ts"

/** What the page of notices says. */
export const noticesTexts = {
  title: { en: "Notices", zh: "公告" },
  unread: { en: "unread", zh: "未读" },
  pinned: { en: "Pinned", zh: "置顶" },
  mustAcknowledge: { en: "Please confirm that you have read this.", zh: "请确认已阅读此公告" },
  acknowledge: { en: "I have read it", zh: "我已阅读" },
  acknowledged: { en: "Confirmed", zh: "已确认" },
  readAll: { en: "Mark all as read", zh: "全部标为已读" },
  emptyTitle: { en: "No notices", zh: "暂无公告" },
  empty: { en: "News from the house appears here by itself.", zh: "新公告会自动显示在这里" },
} as const satisfies Readonly<Record<string, Text>>
