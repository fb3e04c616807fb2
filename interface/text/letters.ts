import type { Text } from "./locale.ts"

/** What messages to people say: codes, and what happened to their account. */
export const letterTexts = {
  codeSubject: { en: "Your code: {code}", zh: "您的验证码：{code}" },
  codeToVerify: {
    en: "{code} is the code that shows Reelwire that this address is yours. It is good for {minutes} minutes. If you did not ask for it, do nothing.",
    zh: "您的 Reelwire 验证码是 {code}，用于确认该地址属于您，{minutes} 分钟内有效。如非本人操作，请忽略。",
  },
  resetSubject: { en: "A new password for Reelwire", zh: "重设 Reelwire 密码" },
  codeToReset: {
    en: "{code} is the code with which {name} can set a new password at Reelwire. It is good for {minutes} minutes. If you did not ask for it, do nothing, and tell it to nobody.",
    zh: "账号 {name} 重设 Reelwire 密码的验证码是 {code}，{minutes} 分钟内有效。如非本人操作，请忽略，切勿告诉他人。",
  },
  linkToReset: { en: "Or follow this link: {link}", zh: "或点击此链接：{link}" },
  passwordSubject: { en: "Your password was changed", zh: "您的密码已更改" },
  passwordChanged: {
    en: "The password of {name} at Reelwire was changed, and other devices have to log in again. If that was not you, ask for a new password at once.",
    zh: "账号 {name} 的 Reelwire 密码已更改，其他设备需重新登录。如非本人操作，请立即重设密码。",
  },
  addressSubject: { en: "Your address was changed", zh: "您的联系方式已更改" },
  addressChanged: {
    en: "{name} at Reelwire does not use this address any more. If that was not you, log in and change your password at once, or ask an admin for help.",
    zh: "账号 {name} 已不再使用此联系方式。如非本人操作，请立即登录并更改密码，或联系管理员。",
  },
  deletedSubject: { en: "Your account was deleted", zh: "您的账号已注销" },
  accountDeleted: {
    en: "The account {name} at Reelwire was deleted, as its owner asked.",
    zh: "账号 {name} 已按其所有者的要求注销。",
  },
} as const satisfies Readonly<Record<string, Text>>
