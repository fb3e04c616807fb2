import type { Text } from "../locale.ts"

/** What the pages before the log-in say. */
export const logInTexts = {
  title: { en: "Log in", zh: "登录" },
  welcome: { en: "Welcome to Reelwire", zh: "欢迎使用 Reelwire" },
  remember: { en: "Stay logged in on this device", zh: "在此设备上保持登录" },
  asStaff: { en: "I am one of the staff", zh: "我是管理人员" },
  forgotten: { en: "Forgotten your password?", zh: "忘记密码？" },
  noAccount: { en: "No account yet?", zh: "还没有账号？" },
  register: { en: "Register", zh: "注册" },
  registerLead: {
    en: "An account to watch, buy and download films with.",
    zh: "注册后即可观看、购买和下载影片",
  },
  noAdmin: {
    en: "This library is new, and nobody looks after it yet.",
    zh: "这是全新的影片库，尚无管理员。",
  },
  firstAdmin: { en: "Make the first admin account", zh: "创建首个管理员账号" },
  firstAdminLead: {
    en: "The library’s first admin: uploads films, sets prices and invites the others.",
    zh: "影片库的首位管理员：上传影片、设置价格并邀请其他管理员",
  },
  staffLead: {
    en: "An account to look after the library with.",
    zh: "注册后即可管理影片库",
  },
  hasAccount: { en: "You have an account?", zh: "已有账号？" },
  invitation: { en: "Invitation", zh: "邀请码" },
  invitationHint: {
    en: "Somebody of the staff gives it to you.",
    zh: "由管理人员提供",
  },
  staffInvitationHint: {
    en: "An admin gives it to you.",
    zh: "由管理员提供",
  },
  closed: {
    en: "Nobody can register as a member here at present.",
    zh: "目前不开放用户注册",
  },
  passwordHint: { en: "At least {least} characters.", zh: "至少 {least} 个字符" },
  again: { en: "The password once more", zh: "确认密码" },
  forgottenTitle: { en: "A new password", zh: "重设密码" },
  forgottenLead: {
    en: "A code goes to an address that you have shown to be yours.",
    zh: "验证码将发送至您已验证的联系方式",
  },
  cannotSend: {
    en: "This server sends no codes. Please ask an admin to set a new password for you.",
    zh: "该服务器无法发送验证码，请联系管理员重设密码",
  },
  way: { en: "Send the code to", zh: "验证码发送至" },
  wayEmail: { en: "My mail address", zh: "我的邮箱" },
  wayPhone: { en: "My phone", zh: "我的手机" },
  sendCode: { en: "Send a code", zh: "发送验证码" },
  code: { en: "Code", zh: "验证码" },
  newPassword: { en: "New password", zh: "新密码" },
  setPassword: { en: "Set the new password", zh: "设置新密码" },
  otherAddress: { en: "Send it again", zh: "重新发送" },
  noToken: {
    en: "This link is not whole. Please follow the one in the mail, or have a code sent.",
    zh: "链接不完整，请点击邮件中的链接，或重新获取验证码",
  },
} as const satisfies Readonly<Record<string, Text>>
