import { accountHelp, accountTexts } from "../../interface/text/client/account.ts"
import { type Command, command } from "../cli/command.ts"
import { logOut } from "../cli/log-out.ts"
import { Refused } from "../refused.ts"
import { Trouble } from "../trouble.ts"

/** Lets this device stay logged in no longer. */
export const logout: Command = command({
  name: "logout",
  doc: accountHelp.logout,
  title: accountTexts.menuLogOut,
  needsLogin: false,
  // The menu has a line of its own for whoever is logged in.
  inMenu: false,
  params: {},
  run: async (job) => {
    const { devices, wanted } = job.remembered
    const known = await devices.find(wanted)
    if (known === undefined) throw new Trouble("NOT_REMEMBERED")
    const { name } = known
    try {
      const login = await devices.logIn(job.remote, { ...wanted, name }, { signal: job.signal })
      if (login?.answer !== undefined) await logOut(job)
    } catch (error) {
      // Who is not let in any more is to be forgotten here all the same.
      if (!(error instanceof Refused)) throw error
      await devices.forget({ ...wanted, name })
    }
    return { name }
  },
  print: (_, { line }, { say }) => line(say(accountTexts.loggedOut)),
})
