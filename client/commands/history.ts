import { clientTexts } from "../../interface/text/client.ts"
import { helpTexts } from "../../interface/text/client-help.ts"
import type { Text } from "../../interface/text/locale.ts"
import { type Command, command } from "../cli/command.ts"
import { allDownloads, type DownloadRecord } from "../cli/pages.ts"
import { formatBytes, formatPrice, formatTime } from "../terminal/format.ts"

/** "Sent" is a download of which every byte left the server, though nobody said that all of them arrived. */
function stateOf({ is_finished, is_sent }: Pick<DownloadRecord, "is_finished" | "is_sent">): Text {
  if (is_finished === 1) return clientTexts.delivered
  return is_sent === 1 ? clientTexts.sent : clientTexts.unfinished
}

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
      downloads.map(({ time, movie_id, name, size, price_fen, ...state }) => [
        formatTime(time),
        String(movie_id),
        name,
        formatBytes(size),
        price_fen === 0 ? say(clientTexts.none) : formatPrice(price_fen),
        say(stateOf(state)),
      ]),
    )
  },
})
