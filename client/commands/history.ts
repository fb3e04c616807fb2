import { columnTexts } from "../../interface/text/client/columns.ts"
import { downloadHelp, downloadTexts } from "../../interface/text/client/downloads.ts"
import { wordTexts } from "../../interface/text/client/words.ts"
import type { Text } from "../../interface/text/locale.ts"
import { type Command, command } from "../cli/command.ts"
import { allDownloads, type DownloadRecord } from "../cli/pages.ts"
import { formatBytes, formatPrice, formatTime } from "../terminal/format.ts"

/** "Sent" is a download of which every byte left the server, though nobody said that all of them arrived. */
function stateOf({ is_finished, is_sent }: Pick<DownloadRecord, "is_finished" | "is_sent">): Text {
  if (is_finished === 1) return downloadTexts.delivered
  return is_sent === 1 ? downloadTexts.sent : downloadTexts.unfinished
}

/** Lists the member's downloads. */
export const history: Command = command({
  name: "history",
  doc: downloadHelp.history,
  title: downloadTexts.menuHistory,
  needsLogin: true,
  params: {},
  run: async ({ remote, signal }) => ({ downloads: await allDownloads(remote, signal) }),
  print: ({ downloads }, { line, table }, { say }) => {
    if (downloads.length === 0) return line(say(downloadTexts.noDownloads))
    table(
      [
        { head: say(columnTexts.headTime) },
        { head: say(columnTexts.headId), align: "right" },
        { head: say(columnTexts.headName), wraps: true },
        { head: say(columnTexts.headSize), align: "right" },
        { head: say(columnTexts.headPrice), align: "right" },
        { head: say(columnTexts.headState) },
      ],
      downloads.map(({ time, movie_id, name, size, price_fen, ...state }) => [
        formatTime(time),
        String(movie_id),
        name,
        formatBytes(size),
        price_fen === 0 ? say(wordTexts.none) : formatPrice(price_fen),
        say(stateOf(state)),
      ]),
    )
  },
})
