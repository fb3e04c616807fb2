import type { Text } from "./locale.ts"

/** The notices that the server writes by itself: title and content. */
export const noticeTexts = {
  deviceStolen: {
    title: { en: "Somebody may have copied a device's log-in", zh: "您的设备登录凭证可能已被他人复制" },
    content: {
      en: "The device “{device}” was logged in twice with the same token, so one of the two was a copy. The device was forgotten and all of your sessions were ended. Please change your password if you don't know why.",
      zh: "设备“{device}”的同一登录凭证被使用了两次，其中之一是复制品。该设备已被移除，您的所有会话均已结束。如果您不清楚原因，请修改密码",
    },
  },
  vipEnds: {
    title: { en: "Your VIP ends soon", zh: "您的会员即将到期" },
    content: {
      en: "Your VIP ends on {time} UTC. Whoever renews it before adds to the days that are left.",
      zh: "您的会员将于 {time}（UTC）到期。提前续费，剩余天数会保留",
    },
  },
  vipEnded: {
    title: { en: "Your VIP has ended", zh: "您的会员已到期" },
    content: {
      en: "Your VIP ended on {time} UTC. What you bought stays yours.",
      zh: "您的会员已于 {time}（UTC）到期。已购买的影片仍归您所有",
    },
  },
} as const satisfies Readonly<Record<string, { readonly title: Text; readonly content: Text }>>
