import { accountHelp, accountTexts } from "../../interface/text/client/account.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import { type Command, command } from "../cli/command.ts"
import { logIn } from "../cli/log-in.ts"
import { flag } from "../cli/param.ts"
import { printNotices } from "./print-notices.ts"

/** Logs in; as a command of its own it checks name and password. */
export const login: Command = command({
  name: "login",
  doc: accountHelp.login,
  title: accountTexts.menuLogin,
  needsLogin: false,
  params: { remember: flag("remember", accountHelp.remember) },
  run: async (job, { remember }) => {
    const { name, password } = await job.credentials()
    const isAsked = job.isMenu && job.asker !== undefined && job.remembered.counts
    const stay = isAsked ? await job.asker.confirm(job.say(accountTexts.askRemember)) : remember
    const { user_id, role, is_vip, notice } = await logIn(job, { name, password }, { stay })
    return { name, user_type: job.userType, role, user_id, is_vip, notices: notice }
  },
  print: ({ name, is_vip, role, notices }, printer, { say }) => {
    const member = say(is_vip === 1 ? wordTexts.vip : accountTexts.notVip)
    const state = role === null ? member : say(wordTexts[role])
    printer.line(say(accountTexts.loggedIn, { name, state }))
    printNotices(notices, printer)
  },
})
