import { accountHelp, accountTexts } from "../../interface/text/client/account.ts"
import { type Command, command } from "../cli/command.ts"
import { logInAgainByDevice } from "../cli/log-in.ts"
import { argument } from "../cli/param.ts"
import { anyText } from "../cli/readers.ts"
import { prehash } from "../prehash.ts"

const newName = argument<string>("NEW-NAME", accountHelp.newName, anyText, {
  ask: ({ asker, say }) => asker.text(say(accountTexts.askNewName)),
})

/** Changes the name that somebody logs in with. */
export const rename: Command = command<{ name: string }, { name: string; msg: string }>({
  name: "rename",
  doc: accountHelp.rename,
  title: accountTexts.menuRename,
  needsLogin: true,
  params: { name: newName },
  run: async (job, { name }) => {
    const { remote, remembered, signal } = job
    const { devices, wanted } = remembered
    const { name: oldName } = await remote.call("who_am_i", {}, { signal })
    const password = prehash(await job.password())
    const { msg } = await remote.call("change_name", { name, password }, { signal })
    const known = { ...wanted, name: oldName }
    if ((await devices.find(known)) !== undefined) {
      await devices.rename(known, name)
      logInAgainByDevice(job, name)
    }
    return { name, msg }
  },
  print: ({ msg }, { text }) => text(msg),
})
