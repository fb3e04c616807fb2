import type { Text } from "../locale.ts"

/** What the page about VIP says. */
export const vipTexts = {
  title: { en: "VIP", zh: "会员" },
  lead: { en: "Films without the wait, and for less.", zh: "免等待，更优惠" },
  until: { en: "You are a VIP until {time}.", zh: "您的会员有效期至 {time}" },
  over: { en: "Your VIP ended on {time}.", zh: "您的会员已于 {time} 到期" },
  none: { en: "You aren’t a VIP yet.", zh: "您还不是会员" },
  noWait: { en: "No waiting", zh: "免等待" },
  noWaitHint: { en: "Films start at once instead of after a pause.", zh: "观看和下载立即开始" },
  cheaper: { en: "Lower prices", zh: "优惠价格" },
  cheaperHint: { en: "Most paid films cost VIPs less.", zh: "大多数收费影片对会员更便宜" },
  sooner: { en: "Sooner in line", zh: "优先排队" },
  soonerHint: { en: "When all slots are taken, VIPs come first.", zh: "下载通道占满时优先" },
  days: { en: "{days} days", zh: "{days} 天" },
  dayOne: { en: "1 day", zh: "1 天" },
  perDay: { en: "{price} a day", zh: "每天 {price}" },
  choose: { en: "Choose a term", zh: "选择时长" },
  buy: { en: "Become a VIP", zh: "开通会员" },
  extend: { en: "Add {days} days", zh: "续期 {days} 天" },
  confirmTitle: { en: "{days} days of VIP?", zh: "开通 {days} 天会员" },
  bought: { en: "You are a VIP until {time}. {balance} left.", zh: "会员有效期至 {time}，余额 {balance}" },
  addsUp: {
    en: "Days that you still have are kept: new ones are added to them.",
    zh: "剩余天数不会丢失，新购时长会累加",
  },
  staff: { en: "The staff pays nothing and waits for nothing.", zh: "管理人员无需付费，也无需等待" },
  noTerms: { en: "VIP isn’t for sale here.", zh: "暂不出售会员" },
} as const satisfies Readonly<Record<string, Text>>
