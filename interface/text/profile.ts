import type { Text } from "./locale.ts"

/** What the fields of a profile are called. */
export const profileTexts = {
  display_name: { en: "display name", zh: "昵称" },
  email: { en: "mail address", zh: "邮箱" },
  phone: { en: "phone", zh: "手机号" },
  gender: { en: "gender", zh: "性别" },
} as const satisfies Readonly<Record<string, Text>>
