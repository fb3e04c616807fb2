import type { Text } from "../locale.ts"

/** What is said where somebody buys a film or VIP. */
export const buyingTexts = {
  buy: { en: "Buy for {price}", zh: "{price} 购买" },
  title: { en: "Buy this film?", zh: "购买影片" },
  price: { en: "Price", zh: "价格" },
  balance: { en: "Your balance", zh: "当前余额" },
  after: { en: "Left afterwards", zh: "购买后余额" },
  confirm: { en: "Pay {price}", zh: "支付 {price}" },
  cancel: { en: "Not now", zh: "取消" },
  bought: { en: "“{name}” is yours. {balance} left.", zh: "已购买“{name}”，余额 {balance}" },
  boughtBefore: { en: "“{name}” is yours already; nothing was paid.", zh: "您已购买过“{name}”，未重复扣款" },
  priceChanged: {
    en: "The price has changed meanwhile: it is {price} now. Nothing was bought yet.",
    zh: "价格已变更为 {price}，尚未购买",
  },
  tooLittle: {
    en: "That is {missing} more than you have. A voucher fills your account up.",
    zh: "余额不足，还差 {missing}，可使用兑换码充值",
  },
  redeem: { en: "Redeem a voucher", zh: "使用兑换码" },
  doubtful: {
    en: "No answer came, so it isn’t known whether this was paid. Trying again never pays twice.",
    zh: "未收到答复，无法确认是否已支付；重试不会重复扣款",
  },
  unfinished: {
    en: "A purchase was interrupted before its answer came. Trying again never pays twice.",
    zh: "上次购买在收到答复前中断；重试不会重复扣款",
  },
  tryAgain: { en: "Ask again", zh: "重新确认" },
} as const satisfies Readonly<Record<string, Text>>
