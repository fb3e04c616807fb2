import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { type Command, command } from "../cli/command.ts"
import { argument } from "../cli/param.ts"
import { anyText } from "../cli/readers.ts"
import { printNotices } from "./print-notices.ts"

const title = argument<string>("TITLE", helpTexts.noticeTitle, anyText, {
  ask: ({ asker, say }) => asker.text(say(clientTexts.askTitle)),
})

const content = argument<string>("TEXT", helpTexts.noticeContent, anyText, {
  ask: ({ asker, say }) => asker.text(say(clientTexts.askContent)),
})

/** Posts a notice. */
export const publishNotice: Command = command<{ title: string; content: string }, { msg: string }>({
  name: "notices publish",
  doc: helpTexts.noticesPublish,
  title: clientTexts.menuPublish,
  needsLogin: true,
  params: { title, content },
  run: async ({ remote, signal }, values) => {
    const { msg } = await remote.call("release_notice", values, { signal })
    return { msg }
  },
  print: ({ msg }, { text }) => text(msg),
})

/** Shows the notices; the programs call it by different names. */
export function listNotices(name: string): Command {
  return command({
    name,
    doc: helpTexts.noticesList,
    title: clientTexts.menuNotices,
    needsLogin: true,
    params: {},
    run: async ({ remote, signal }) => {
      const { notice_list } = await remote.call("check_notice", {}, { signal })
      return { notices: notice_list }
    },
    print: ({ notices }, printer, { say }) => {
      if (notices.length === 0) printer.line(say(clientTexts.noNotices))
      printNotices(notices, printer)
    },
  })
}
