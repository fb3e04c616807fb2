import type { Text } from "../locale.ts"

/** What somebody tells about themselves, and showing that an address is theirs. */
export const ownProfileTexts = {
  takesCode: { en: "six digits", zh: "6 位数字" },
  takesGender: { en: "female, male or other", zh: "female、male 或 other" },
  menuFamilyProfile: { en: "My profile …", zh: "我的资料…" },
  menuFamilyVerify: { en: "Verify an address …", zh: "验证联系方式…" },
  menuProfile: { en: "Show my profile", zh: "查看我的资料" },
  menuSetProfile: { en: "Change my profile", zh: "修改我的资料" },
  askField: {
    en: "{field} (nothing: {present}; - takes it away):",
    zh: "{field}（留空：{present}；- 清除）：",
  },
  notVerified: { en: "not verified", zh: "未验证" },
  takesGenderOrNone: { en: "female, male, other or -", zh: "female、male、other 或 -" },
  menuVerifyEmail: { en: "Verify my mail address", zh: "验证邮箱" },
  menuVerifyPhone: { en: "Verify my phone", zh: "验证手机号" },
  askCode: {
    en: "The six digits (nothing: have others sent):",
    zh: "6 位验证码（留空：重新发送）：",
  },
  codeSent: {
    en: "A code is on its way; it is good for {minutes} minutes.",
    zh: "验证码已发送，{minutes} 分钟内有效",
  },
  codeWaits: {
    en: "When it is there: {command} --code CODE",
    zh: "收到后请执行：{command} --code 验证码",
  },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const ownProfileHelp = {
  profile: { en: "What you have told about yourself.", zh: "我的资料" },
  verify: { en: "Shows that an address is yours.", zh: "验证联系方式" },
  registerEmail: { en: "your mail address", zh: "邮箱" },
  registerPhone: {
    en: "your phone, with + and the country's number first",
    zh: "手机号，以 + 和国家代码开头",
  },
  registerDisplayName: { en: "what others may call you", zh: "昵称" },
  registerGender: { en: "female, male or other", zh: "性别：female、male 或 other" },
  profileShow: { en: "Shows what you have told about yourself.", zh: "显示我的资料" },
  profileSet: {
    en: "Changes what you have told about yourself; - takes something away. Addresses take the password.",
    zh: "修改我的资料；- 表示清除；修改邮箱或手机号需要密码",
  },
  verifyEmail: {
    en: "Sends a code to your mail address and asks for it.",
    zh: "向您的邮箱发送验证码并询问验证码",
  },
  verifyPhone: {
    en: "Sends a code to your phone and asks for it.",
    zh: "向您的手机发送验证码并询问验证码",
  },
  code: {
    en: "the six digits that were sent before; nothing new is sent",
    zh: "此前收到的 6 位验证码，不再发送新的",
  },
} as const satisfies Readonly<Record<string, Text>>
