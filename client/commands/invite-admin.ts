import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { type Command, command } from "../cli/command.ts"

/** Makes an invitation for one more admin. */
export const inviteAdmin: Command = command({
  name: "invite",
  doc: helpTexts.invite,
  title: clientTexts.menuInvite,
  needsLogin: true,
  params: {},
  run: async ({ remote, signal }) => {
    const { invitation, valid_days } = await remote.call("invite_admin", {}, { signal })
    return { invitation, valid_days }
  },
  print: ({ invitation, valid_days }, { line, text }, { say }) => {
    line(say(clientTexts.invitation, { days: valid_days }))
    text(invitation)
  },
})
