import type { Text } from "../locale.ts"

/** A member's money: films, VIP, vouchers, balance and statement. */
export const buyingTexts = {
  confirmBuy: { en: "{name} costs {price}. Buy it?", zh: "{name} 收费 {price}，确定购买？" },
  bought: {
    en: "{name} is yours for {price}; {balance} is left.",
    zh: "已购买 {name}，支付 {price}，余额 {balance}",
  },
  boughtBefore: { en: "{name} is yours already; nothing was paid.", zh: "您已购买过 {name}，未重复扣款" },
  buyingAgain: {
    en: "{what}: no reply; asking again in {seconds} s what became of it",
    zh: "{what}：未收到回复，{seconds} 秒后再次确认结果",
  },
  menuBuy: { en: "Buy a film", zh: "购买影片" },
  menuBuyVip: { en: "Become a VIP", zh: "购买会员" },
  askTerm: { en: "For how long?", zh: "选择会员时长" },
  confirmVip: {
    en: "{days} days of VIP cost {price}; you have {balance}. Buy them?",
    zh: "{days} 天会员收费 {price}，余额 {balance}，确定购买？",
  },
  vipTerm: { en: "{days} days for {price}", zh: "{days} 天，{price}" },
  boughtVip: {
    en: "You are a VIP until {time}. {price} was paid; {balance} is left.",
    zh: "会员有效期至 {time}，支付 {price}，余额 {balance}",
  },
  menuPurchases: { en: "My films", zh: "已购影片" },
  offSale: { en: "off sale", zh: "已下架" },
  unavailable: { en: "not there any more", zh: "已失效" },
  headPaid: { en: "Paid", zh: "实付" },
  noPurchases: { en: "You have bought no films yet.", zh: "暂无已购影片" },
  menuBalance: { en: "My balance", zh: "账户余额" },
  balance: { en: "Your balance is {balance}.", zh: "账户余额：{balance}" },
  menuRedeem: { en: "Redeem a voucher", zh: "使用兑换码" },
  askVoucher: { en: "Code of the voucher:", zh: "兑换码：" },
  redeemedMoney: {
    en: "{amount} for your account; you have {balance} now.",
    zh: "已充值 {amount}，当前余额 {balance}",
  },
  redeemedDays: { en: "{days} days of VIP, until {time}.", zh: "已获得 {days} 天会员，有效期至 {time}" },
  kindVoucher: { en: "voucher", zh: "兑换券" },
  menuStatement: { en: "My statement", zh: "账单明细" },
  kindFilm: { en: "film", zh: "影片" },
  kindVip: { en: "VIP", zh: "会员" },
  kindCredit: { en: "payment", zh: "充值" },
  kindGift: { en: "welcome gift", zh: "注册赠送" },
  kindAdjustment: { en: "adjustment", zh: "调整" },
  kindRefund: { en: "refund", zh: "退款" },
  kindClosing: { en: "closing", zh: "销户" },
  refundAbout: { en: "{what} ({reason})", zh: "{what}（{reason}）" },
  headAbout: { en: "What for", zh: "说明" },
  takesLines: { en: "a whole number from 1 to 200", zh: " 1 到 200 的整数" },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const buyingHelp = {
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
  redeem: { en: "Redeems a voucher.", zh: "使用兑换码" },
  voucherCode: { en: "the voucher's code, with or without dashes", zh: "兑换码，可省略短横线" },
  statement: { en: "Lists what came into your account and went out of it.", zh: "查看账单明细" },
  statementLimit: { en: "how many of the newest lines", zh: "显示最近多少条" },
} as const satisfies Readonly<Record<string, Text>>
