import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import { type Command, command } from "../cli/command.ts"
import { allDownloads } from "../cli/pages.ts"
import { formatBytes, formatPrice, formatTime } from "../terminal/format.ts"

/** Lists the member's downloads. */
export const history: Command = command({
  name: "history",
  doc: helpTexts.history,
  title: clientTexts.menuHistory,
  needsLogin: true,
  params: {},
  run: async ({ remote, signal }) => ({ downloads: await allDownloads(remote, signal) }),
  print: ({ downloads }, { line, table }, { say }) => {
    if (downloads.length === 0) return line(say(clientTexts.noDownloads))
    table(
      [
        { head: say(clientTexts.headTime) },
        { head: say(clientTexts.headId), align: "right" },
        { head: say(clientTexts.headName), wraps: true },
        { head: say(clientTexts.headSize), align: "right" },
        { head: say(clientTexts.headPrice), align: "right" },
        { head: say(clientTexts.headState) },
      ],
      downloads.map(({ time, movie_id, name, size, price_fen, is_finished }) => [
        formatTime(time),
        String(movie_id),
        name,
        formatBytes(size),
        price_fen === 0 ? say(clientTexts.free) : formatPrice(price_fen),
        say(is_finished === 1 ? clientTexts.finished : clientTexts.unfinished),
      ]),
    )
  },
})
