import type { Text } from "../locale.ts"

/** What the pages before the log-in say. */
export const logInTexts = {
  title: { en: "Log in", zh: "登录" },
  welcome: { en: "Welcome to Reelwire", zh: "欢迎使用 Reelwire" },
  remember: { en: "Stay logged in on this device", zh: "在此设备上保持登录" },
  asStaff: { en: "I work here", zh: "管理员登录" },
  asStaffHint: { en: "Log in with an account of the staff.", zh: "使用管理员账号登录" },
  forgotten: { en: "Forgotten your password?", zh: "忘记密码？" },
  noAccount: { en: "No account yet?", zh: "还没有账号？" },
  register: { en: "Register", zh: "注册" },
} as const satisfies Readonly<Record<string, Text>>
