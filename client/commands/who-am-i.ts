import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { type Command, command } from "../cli/command.ts"
import { formatTime } from "../terminal/format.ts"

/** Tells the account that is logged in. */
export const whoAmI: Command = command({
  name: "whoami",
  doc: helpTexts.whoAmI,
  title: clientTexts.menuWhoAmI,
  needsLogin: true,
  params: {},
  run: async ({ remote, signal }) => {
    const { user_id, name, user_type, is_vip, register_time } = await remote.call("who_am_i", {}, { signal })
    return { user_id, name, user_type, is_vip, register_time }
  },
  print: ({ user_id, name, user_type, is_vip, register_time }, { line }, { say }) =>
    line(
      say(clientTexts.account, {
        id: user_id,
        name,
        kind: say(clientTexts[user_type]),
        vip: say(is_vip === 1 ? clientTexts.vip : clientTexts.notVip),
        time: formatTime(register_time),
      }),
    ),
})
