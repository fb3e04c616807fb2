import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { type Command, command } from "../cli/command.ts"
import { logIn } from "../cli/log-in.ts"
import { flag } from "../cli/param.ts"
import { printNotices } from "./print-notices.ts"

/** Logs in; as a command of its own it checks name and password. */
export const login: Command = command({
  name: "login",
  doc: helpTexts.login,
  title: clientTexts.menuLogin,
  needsLogin: false,
  params: { remember: flag("remember", helpTexts.remember) },
  run: async (job, { remember }) => {
    const { name, password } = await job.credentials()
    const isAsked = job.isMenu && job.asker !== undefined && job.remembered.counts
    const stay = isAsked ? await job.asker.confirm(job.say(clientTexts.askRemember)) : remember
    const { user_id, role, is_vip, notice } = await logIn(job, { name, password }, { stay })
    return { name, user_type: job.userType, role, user_id, is_vip, notices: notice }
  },
  print: ({ name, is_vip, role, notices }, printer, { say }) => {
    const member = say(is_vip === 1 ? clientTexts.vip : clientTexts.notVip)
    const state = role === null ? member : say(clientTexts[role])
    printer.line(say(clientTexts.loggedIn, { name, state }))
    printNotices(notices, printer)
  },
})
