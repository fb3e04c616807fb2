import type { Text } from "../locale.ts"

/** What fields of forms are called, and what can be wrong with what was typed. */
export const fieldTexts = {
  name: { en: "Name", zh: "用户名" },
  password: { en: "Password", zh: "密码" },
  showPassword: { en: "Show the password", zh: "显示密码" },
  hidePassword: { en: "Hide the password", zh: "隐藏密码" },
  needed: { en: "This is needed.", zh: "必填" },
  tooShort: { en: "At least {least} characters, please.", zh: "至少 {least} 个字符" },
  notTheSame: { en: "The two are not the same.", zh: "两次输入不一致" },
  notEmail: { en: "This is no mail address.", zh: "邮箱格式不正确" },
  notPhone: { en: "Please begin with + and the country's number.", zh: "请以 + 和国家代码开头" },
  notCode: { en: "A code has six digits.", zh: "验证码为六位数字" },
} as const satisfies Readonly<Record<string, Text>>
