import type { Text } from "../../../../interface/text/locale.ts"
import { staffMemberTexts } from "../../../../interface/text/web/staff-members.ts"

/** What somebody of the staff may be. */
export const roles = ["admin", "editor", "cashier"] as const

/** A role of the staff. */
export type Role = (typeof roles)[number]

const texts = {
  admin: staffMemberTexts.roleAdmin,
  editor: staffMemberTexts.roleEditor,
  cashier: staffMemberTexts.roleCashier,
}

/** What an account is called: a member, or its role. */
export function roleText(role: Role | null): Text {
  return role === null ? staffMemberTexts.member : texts[role]
}

/** What each role is for, as choices. */
export const roleHints = {
  admin: staffMemberTexts.roleAdminHint,
  editor: staffMemberTexts.roleEditorHint,
  cashier: staffMemberTexts.roleCashierHint,
}
