import type { Text } from "../locale.ts"

/** Registering, logging in and out, devices, the password, the name, and the end of an account. */
export const accountTexts = {
  menuRegister: { en: "Register", zh: "注册" },
  askNeeded: { en: "{field} (needed here):", zh: "{field}（必填）：" },
  askMemberInvitation: { en: "Invitation:", zh: "邀请码：" },
  askInvitation: {
    en: "Invitation (nothing for the first admin):",
    zh: "邀请码（首位管理员留空）：",
  },
  registered: { en: "{name} is registered.", zh: "{name} 注册成功" },
  askName: { en: "Name:", zh: "用户名：" },
  askPassword: { en: "Password:", zh: "密码：" },
  askPasswordAgain: { en: "Password once more:", zh: "再次输入密码：" },
  askNewPassword: { en: "New password:", zh: "新密码：" },
  menuLogin: { en: "Log in", zh: "登录" },
  askRemember: { en: "Stay logged in on this device?", zh: "在此设备上保持登录？" },
  notVip: { en: "not a VIP", zh: "非会员" },
  loggedIn: { en: "Logged in as {name} ({state}).", zh: "已登录：{name}（{state}）" },
  menuLogOut: { en: "Log out", zh: "退出登录" },
  loggedOut: { en: "Logged out.", zh: "已退出登录" },
  stateMended: {
    en: "Others could read {path}; now only you can. If somebody may have, log out and log in again.",
    zh: "{path} 此前可被他人读取，现已改为仅您可读。如怀疑已被他人读取，请退出并重新登录",
  },
  menuWhoAmI: { en: "Who am I?", zh: "当前账号" },
  vipUntil: { en: "VIP until {time}", zh: "会员（至 {time}）" },
  account: {
    en: "{name} (number {id}), {kind}, {vip}, registered {time}",
    zh: "{name}（编号 {id}），{kind}，{vip}，注册于 {time}",
  },
  menuFamilyDevices: { en: "My devices …", zh: "我的设备…" },
  menuFamilyPassword: { en: "Password …", zh: "密码…" },
  menuDevices: { en: "List the devices that stay logged in", zh: "查看保持登录的设备" },
  menuRevokeDevice: { en: "Log a device out", zh: "让某个设备退出登录" },
  askDevice: { en: "Which device? (type to search)", zh: "哪个设备？（输入以搜索）" },
  headLoggedIn: { en: "Logged in", zh: "登录时间" },
  headLastUsed: { en: "Last used", zh: "最近使用" },
  noDevices: { en: "You stay logged in on no device.", zh: "没有保持登录的设备" },
  thisDevice: { en: "this one", zh: "本设备" },
  menuChangePassword: { en: "Change my password", zh: "更改密码" },
  menuForgotPassword: { en: "I forgot my password", zh: "忘记密码" },
  menuResetPassword: { en: "Set a new password with a code", zh: "使用验证码重设密码" },
  askResetCode: { en: "The six digits, or the link:", zh: "6 位验证码或链接：" },
  notACode: { en: "That is no such code.", zh: "格式不正确" },
  takesProof: { en: "six digits, or a link", zh: "6 位数字或链接" },
  menuRename: { en: "Change my name", zh: "更改用户名" },
  askNewName: { en: "New name:", zh: "新用户名：" },
  menuDeleteAccount: { en: "Delete my account", zh: "注销账号" },
  askDeletedName: {
    en: "Type your name, {name}, to delete the account for good:",
    zh: "输入用户名 {name} 以永久注销该账号：",
  },
  deletingLoses: {
    en: "Bought films, VIP and {balance} on the account are lost, and nothing brings them back.",
    zh: "已购影片、会员资格和余额 {balance} 将全部失去，且无法恢复",
  },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const accountHelp = {
  register: { en: "Makes an account.", zh: "注册账号" },
  invitation: {
    en: "an invitation from an admin; for every admin after the first",
    zh: "管理员邀请码；除首位管理员外均需要",
  },
  memberInvitation: {
    en: "an invitation from an admin, where members need one",
    zh: "管理员邀请码（需要邀请才能注册时）",
  },
  login: {
    en: "Checks name and password, and shows the newest notices.",
    zh: "验证用户名和密码，并显示最新公告",
  },
  remember: {
    en: "stay logged in on this device: later commands take no password",
    zh: "在此设备上保持登录，之后的命令无需密码",
  },
  logout: {
    en: "Ends staying logged in on this device, here and on the server.",
    zh: "在此设备和服务器上结束保持登录",
  },
  whoAmI: { en: "Tells the account that you log in with.", zh: "查看当前账号" },
  password: { en: "Your password.", zh: "密码" },
  devices: { en: "The devices on which you stay logged in.", zh: "保持登录的设备" },
  devicesList: { en: "Lists the devices on which you stay logged in.", zh: "列出保持登录的设备" },
  devicesRevoke: { en: "Logs one of your devices out, at once.", zh: "让您的某个设备立即退出登录" },
  deviceId: { en: "the device's number, as devices list shows it", zh: "设备编号，见 devices list" },
  passwordChange: {
    en: "Changes your password; other sessions and devices have to log in again.",
    zh: "更改密码；其他会话和设备需重新登录",
  },
  passwordForgot: {
    en: "Has a code for a new password sent to your verified mail address, or phone.",
    zh: "向已验证的邮箱或手机发送重设密码的验证码",
  },
  passwordReset: {
    en: "Sets a new password with the code, or the link, of password forgot.",
    zh: "使用 password forgot 收到的验证码或链接重设密码",
  },
  byPhone: { en: "to the phone instead of the mail address", zh: "发送到手机而不是邮箱" },
  resetCode: { en: "the six digits, or the link, that were sent", zh: "收到的 6 位验证码或链接" },
  newPasswordFile: {
    en: "a file whose first line is the new password (else REELWIRE_NEW_PASSWORD, else it is asked for)",
    zh: "首行为新密码的文件（否则取 REELWIRE_NEW_PASSWORD，再否则询问）",
  },
  rename: { en: "Changes the name that you log in with.", zh: "更改登录用户名" },
  newName: { en: "the new name", zh: "新用户名" },
  deleteAccount: {
    en: "Deletes your account for good, with whatever is on it.",
    zh: "永久注销您的账号及其中的一切",
  },
} as const satisfies Readonly<Record<string, Text>>
