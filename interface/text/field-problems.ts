import type { Text } from "./locale.ts"

/** What can be wrong with a field, as a person reads it. */
export const fieldProblemTexts = {
  missing: { en: "it is missing", zh: "缺少该字段" },
  wrongType: { en: "it has to be of type {expected}", zh: "类型应为 {expected}" },
  tooSmall: { en: "the least is {limit}", zh: "不能小于 {limit}" },
  tooBig: { en: "the most is {limit}", zh: "不能大于 {limit}" },
  notOneOf: { en: "it has to be one of {values}", zh: "应为 {values} 之一" },
  tooEarly: { en: "it has to be later", zh: "时间过早" },
  invalid: { en: "it is not valid", zh: "格式不正确" },
} as const satisfies Readonly<Record<string, Text>>
