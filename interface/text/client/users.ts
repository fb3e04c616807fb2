import type { Text } from "../locale.ts"

/** The accounts, as the staff looks after them. */
export const userTexts = {
  menuFamilyUsers: { en: "Accounts …", zh: "账号管理…" },
  menuUsers: { en: "List accounts", zh: "账号列表" },
  menuShowUser: { en: "Show an account", zh: "查看账号" },
  askSearch: {
    en: "Beginning of a name, or a number, mail address or phone number (empty: all):",
    zh: "用户名开头、编号、邮箱或手机号（留空为全部）：",
  },
  unverified: { en: "not verified", zh: "未验证" },
  headDisplayName: { en: "Shown as", zh: "显示名" },
  headEmail: { en: "Mail address", zh: "邮箱" },
  headPhone: { en: "Phone", zh: "手机" },
  headVipUntil: { en: "VIP until", zh: "会员到期" },
  headDevices: { en: "Devices that stay logged in", zh: "保持登录的设备数" },
  noUsers: { en: "No such accounts.", zh: "没有符合条件的账号" },
  headRegistered: { en: "Registered", zh: "注册时间" },
  headLastLogin: { en: "Last log-in", zh: "最近登录" },
  askUser: { en: "Whose account? (type to search)", zh: "哪个账号？（输入以搜索）" },
  erased: { en: "deleted", zh: "已注销" },
  locked: { en: "locked", zh: "已锁定" },
  menuSetPassword: { en: "Set an account's password", zh: "重设账号密码" },
  menuVip: { en: "Give or take VIP", zh: "赠送或取消会员" },
  menuRole: { en: "Set what somebody of the staff may do", zh: "设置管理员角色" },
  menuLock: { en: "Lock an account", zh: "锁定账号" },
  menuUnlock: { en: "Unlock an account", zh: "解锁账号" },
  askVipDays: {
    en: "How many days of VIP to give? (empty: take VIP away)",
    zh: "赠送多少天会员？（留空则取消会员）",
  },
  usersVipUntil: { en: "{name}: VIP until {time}", zh: "{name}：会员至 {time}" },
  takesGiftDays: { en: "1 to 3660 days", zh: "1 至 3660 天" },
  askRole: { en: "What may they do?", zh: "选择角色" },
  takesRole: { en: "admin, editor or cashier", zh: "admin、editor 或 cashier" },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const userHelp = {
  users: { en: "The accounts.", zh: "账号管理" },
  usersList: { en: "Lists the accounts, or those that a search finds.", zh: "列出或搜索账号" },
  usersSearch: {
    en: "the beginning of a name, or a number, mail address or phone number",
    zh: "用户名开头、编号、邮箱或手机号",
  },
  usersShow: { en: "Shows one account.", zh: "查看一个账号" },
  userName: { en: "the account's name", zh: "账号名" },
  usersPassword: {
    en: "Gives an account a new password: it is logged out everywhere at once.",
    zh: "重设账号密码：所有设备立即下线",
  },
  usersVip: { en: "Gives somebody days of VIP, or takes VIP away.", zh: "赠送会员天数或取消会员" },
  giftDays: { en: "how many days to give", zh: "赠送的天数" },
  vipTake: { en: "end it now", zh: "立即取消会员" },
  usersRole: {
    en: "Says what somebody of the staff may do; they are logged out at once.",
    zh: "设置管理员角色：立即下线",
  },
  role: {
    en: "admin (everything), editor (films and notices) or cashier (money)",
    zh: "admin（全部）、editor（影片与公告）或 cashier（收银）",
  },
  usersLock: {
    en: "Locks an account: it is logged out at once and stays out.",
    zh: "锁定账号：立即下线且无法登录",
  },
  usersUnlock: { en: "Unlocks an account.", zh: "解锁账号" },
} as const satisfies Readonly<Record<string, Text>>
