import { accountHelp, accountTexts } from "../../interface/text/client/account.ts"
import { type Command, command } from "../cli/command.ts"
import type { Job } from "../cli/job.ts"
import { ownAccount } from "../own-account.ts"
import { prehash } from "../prehash.ts"
import { formatPrice } from "../terminal/format.ts"
import { printableLine } from "../terminal/printable.ts"
import { Trouble } from "../trouble.ts"

/** Deletes somebody's own account. */
export const deleteAccount: Command = command<object, { msg: string; forfeit_fen: number }>({
  name: "delete-account",
  doc: accountHelp.deleteAccount,
  title: accountTexts.menuDeleteAccount,
  needsLogin: true,
  params: {},
  run: async (job) => {
    const { remote, signal } = job
    const { name, balance_fen } = await ownAccount(remote, signal)
    job.note(job.say(accountTexts.deletingLoses, { balance: formatPrice(balance_fen) }))
    await confirmByName(job, name)
    const request = { password: prehash(await job.password()), forfeit_fen: balance_fen }
    const { msg } = await remote.call("delete_account", request, { signal })
    return { msg, forfeit_fen: balance_fen }
  },
  print: ({ msg }, { text }) => text(msg),
})

/** Goes on only where somebody types the name, which no habit does; throws Trouble NEEDS_YES or DECLINED. */
async function confirmByName({ asker, say, yes }: Job, name: string): Promise<void> {
  if (yes) return
  if (asker === undefined) throw new Trouble("NEEDS_YES")
  const typed = await asker.text(say(accountTexts.askDeletedName, { name: printableLine(name) }))
  if (typed !== name) throw new Trouble("DECLINED")
}
