import type { Role } from "../../interface/context.ts"
import { staffHelp, staffTexts } from "../../interface/text/client/staff.ts"
import { userHelp } from "../../interface/text/client/users.ts"
import { type Command, command } from "../cli/command.ts"
import { option } from "../cli/param.ts"
import { wholeNumber } from "../cli/readers.ts"
import { askRole, role } from "./role.ts"

type Invited = { readonly invitation: string; readonly valid_days: number }

/** Makes an invitation for one more of the staff. */
export const inviteAdmin: Command = command<{ role: Role }, Invited>({
  name: "invite",
  doc: staffHelp.invite,
  title: staffTexts.menuInvite,
  needsLogin: true,
  params: { role: option<Role>("ROLE", userHelp.role, role, { fallback: "admin", ask: askRole }) },
  run: async ({ remote, signal }, values) => {
    const { invitation, valid_days } = await remote.call("invite_admin", values, { signal })
    return { invitation, valid_days }
  },
  print: ({ invitation, valid_days }, { line, text }, { say }) => {
    line(say(staffTexts.invitation, { days: valid_days }))
    text(invitation)
  },
})

type Codes = { readonly invitations: readonly string[]; readonly valid_days: number }

/** Makes invitations for members. */
export const inviteMember: Command = command<{ count: number }, Codes>({
  name: "invite-member",
  doc: staffHelp.inviteMember,
  title: staffTexts.menuInviteMember,
  needsLogin: true,
  params: {
    count: option<number>("N", staffHelp.inviteCount, wholeNumber(1, 100, staffTexts.takesInvitations), {
      fallback: 1,
    }),
  },
  run: async ({ remote, signal }, values) => {
    const { invitations, valid_days } = await remote.call("invite_member", values, { signal })
    return { invitations, valid_days }
  },
  print: ({ invitations, valid_days }, { line, text }, { say }) => {
    line(say(staffTexts.invitation, { days: valid_days }))
    for (const invitation of invitations) text(invitation)
  },
})
