import type { Text } from "../locale.ts"

/** What films cost. */
export const priceTexts = {
  takesPrice: { en: "yuan such as 5 or 9.90, or default", zh: "金额（元），如 5 或 9.90，或 default" },
  takesOfferPrice: { en: "yuan such as 5 or 9.90, or none", zh: "金额（元），如 5 或 9.90，或 none" },
  menuFamilyPrices: { en: "Prices …", zh: "价格…" },
  menuPricesSet: { en: "Give a film a price of its own", zh: "设置影片价格" },
  menuPricesOffer: { en: "Offer a film for some time", zh: "设置限时优惠" },
  menuPricesFree: { en: "Make a film free", zh: "设为免费影片" },
  menuPricesPaid: { en: "Make a film a paid one", zh: "设为收费影片" },
  askPrice: {
    en: "Price for members in yuan (default for the library's, nothing to leave it):",
    zh: "普通价格（元；default 为默认价格，留空则不变）：",
  },
  askVipPrice: {
    en: "Price for VIPs in yuan (default for the library's, nothing to leave it):",
    zh: "会员价格（元；default 为默认价格，留空则不变）：",
  },
  askOfferPrice: { en: "Price in yuan (nothing to end an offer):", zh: "优惠价格（元；留空则取消优惠）：" },
  askOfferFrom: {
    en: "From when, such as 2026-12-24 18:00 (nothing for now):",
    zh: "开始时间，如 2026-12-24 18:00（留空为立即）：",
  },
  askOfferUntil: { en: "Until when (nothing for good):", zh: "结束时间（留空为长期）：" },
  priced: {
    en: "{name} (number {id}) costs members {price} and VIPs {vip} now.",
    zh: "{name}（编号 {id}）当前价格：普通用户 {price}，会员 {vip}",
  },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const priceHelp = {
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
  vipPrice: { en: "for VIPs; as for members without it", zh: "会员价格（未设置时同普通价格）" },
  offerPrice: { en: "in yuan; none ends the offer", zh: "优惠价格（元），none 为取消优惠" },
  offerFrom: { en: "when it begins; now without it", zh: "开始时间（默认立即）" },
  offerUntil: { en: "when it ends; not at all without it", zh: "结束时间（默认长期）" },
} as const satisfies Readonly<Record<string, Text>>
