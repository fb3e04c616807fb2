import type { Text } from "../locale.ts"

/** Invitations, and the trail of what the staff did. */
export const staffTexts = {
  menuInviteMember: { en: "Invite a member", zh: "邀请用户" },
  menuInvite: { en: "Invite somebody to the staff", zh: "邀请管理人员" },
  invitation: {
    en: "Invitation, good for {days} days and told only this once:",
    zh: "邀请码（{days} 天内有效，仅显示一次）：",
  },
  takesInvitations: { en: "1 to 100", zh: "1 至 100" },
  menuTrail: { en: "What the staff did", zh: "操作记录" },
  headActor: { en: "Who", zh: "操作人" },
  headAction: { en: "What", zh: "操作" },
  headTarget: { en: "To what", zh: "对象" },
  headChange: { en: "Before → after", zh: "变更" },
  noTrail: { en: "The staff did nothing of the kind.", zh: "没有相关操作记录" },
  takesTrailLines: { en: "1 to 100000", zh: "1 至 100000" },
} as const satisfies Readonly<Record<string, Text>>

/** Their help. */
export const staffHelp = {
  inviteMember: {
    en: "Makes invitations for members, where one needs one to register.",
    zh: "生成用户邀请码（注册需要邀请码时使用）",
  },
  inviteCount: { en: "how many", zh: "数量" },
  invite: { en: "Makes an invitation for one more of the staff.", zh: "生成管理人员邀请码" },
  trail: { en: "Shows what the staff did, newest first.", zh: "查看操作记录，最新的在前" },
  trailActor: { en: "only what this account did", zh: "只看该账号的操作" },
  trailAction: {
    en: "only what messages of this type did, such as lock_user",
    zh: "只看该类型的操作，例如 lock_user",
  },
  trailTarget: {
    en: 'only what was done to this, such as "user 12"',
    zh: '只看对该对象的操作，例如 "user 12"',
  },
  trailLimit: { en: "how many lines", zh: "最多行数" },
} as const satisfies Readonly<Record<string, Text>>
