import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { type Command, command } from "../cli/command.ts"
import { confirmed } from "../cli/job.ts"

/** Makes the member a VIP. */
export const buyVip: Command = command({
  name: "buy-vip",
  doc: helpTexts.buyVip,
  title: clientTexts.menuBuyVip,
  needsLogin: true,
  params: {},
  run: async (job) => {
    await confirmed(job, job.say(clientTexts.confirmVip))
    const { is_vip, msg } = await job.remote.call("buy_vip", {}, { signal: job.signal })
    return { is_vip, msg }
  },
  print: ({ msg }, { text }) => text(msg),
})
