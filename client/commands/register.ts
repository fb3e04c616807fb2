import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { type Command, command } from "../cli/command.ts"
import { option } from "../cli/param.ts"
import { prehash } from "../prehash.ts"

const invitationParam = option<string>(
  "CODE",
  helpTexts.invitation,
  { parse: (text) => text },
  {
    fallback: "",
    ask: ({ asker, say }) => asker.text(say(clientTexts.askInvitation), { mayBeEmpty: true }),
  },
)

type Values = { readonly invitation: string }

const base = {
  name: "register",
  doc: helpTexts.register,
  title: clientTexts.menuRegister,
  needsLogin: false,
}

/** Makes a member's account. */
export const registerUser: Command = command({
  ...base,
  params: {},
  run: async ({ remote, credentials, signal }) => {
    const { name, password } = await credentials({ isNew: true })
    const request = { name, password: prehash(password), user_type: "user" as const }
    await remote.call("register", request, { signal })
    return { name, user_type: "user" }
  },
  print: ({ name }, { line }, { say }) => line(say(clientTexts.registered, { name })),
})

/** Makes an admin's account: the library's first, or with an invitation. */
export const registerAdmin: Command = command<Values, { name: string; user_type: string }>({
  ...base,
  params: { invitation: invitationParam },
  run: async ({ remote, credentials, signal }, { invitation }) => {
    const { name, password } = await credentials({ isNew: true })
    const request = { name, password: prehash(password), user_type: "admin" as const }
    await remote.call("register", invitation === "" ? request : { ...request, invitation }, { signal })
    return { name, user_type: "admin" }
  },
  print: ({ name }, { line }, { say }) => line(say(clientTexts.registered, { name })),
})
