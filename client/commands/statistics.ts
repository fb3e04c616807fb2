import { columnTexts } from "../../interface/text/client/columns.ts"
import { programTexts } from "../../interface/text/client/program.ts"
import { statisticsHelp, statisticsTexts } from "../../interface/text/client/statistics.ts"
import { yuan } from "../../interface/text/yuan.ts"
import { askValue } from "../cli/ask-value.ts"
import { type Command, command, type Printer } from "../cli/command.ts"
import { option } from "../cli/param.ts"
import { anyText, wholeNumber } from "../cli/readers.ts"
import { csvLine } from "../csv.ts"
import { withPrivateFile } from "../private-file.ts"
import type { Answer } from "../remote.ts"
import { formatBytes } from "../terminal/format.ts"
import type { Say } from "../terminal/say.ts"

type Wanted = { readonly days: number; readonly csv: string }
type Figures = Omit<Answer<"statistics">, "msg"> & { readonly file: string | null }

const daysBack = wholeNumber(1, 366, programTexts.takesDays)

/** Tells what happened from day to day, and what the store holds. */
export const showStatistics: Command = command<Wanted, Figures>({
  name: "statistics",
  doc: statisticsHelp.statistics,
  title: statisticsTexts.menuStatistics,
  needsLogin: true,
  params: {
    days: option<number>("DAYS", statisticsHelp.statisticsDays, daysBack, {
      fallback: 30,
      ask: askValue(statisticsTexts.askDaysBack, daysBack, { empty: 30 }),
    }),
    csv: option<string>("FILE", statisticsHelp.statisticsCsv, anyText, { fallback: "" }),
  },
  run: async ({ remote, signal }, { days, csv }) => {
    const ask = async () => {
      const { msg: _, ...figures } = await remote.call("statistics", { days }, { signal })
      return figures
    }
    if (csv === "") return { ...(await ask()), file: null }
    return await withPrivateFile(csv, async (append) => {
      const figures = await ask()
      await append(csvOf(figures.days))
      return { ...figures, file: csv }
    })
  },
  print: (figures, printer, { say, note }) => {
    if (figures.file === null) printDays(figures, printer, say)
    else note(say(statisticsTexts.daysExported, { count: figures.days.length, file: figures.file }))
    printFilms(figures, printer, say)
    printSums(figures, printer, say)
  },
})

function csvOf(days: Figures["days"]): string {
  const lines = days.map(({ day, downloads, registrations, income_fen }) =>
    csvLine([day, downloads, registrations, income_fen]),
  )
  return [csvLine(["day", "downloads", "registrations", "income_fen"]), ...lines].join("")
}

function printDays({ days }: Figures, { table }: Printer, say: Say): void {
  table(
    [
      { head: say(statisticsTexts.headDay) },
      { head: say(statisticsTexts.headDownloads), align: "right" },
      { head: say(statisticsTexts.headRegistrations), align: "right" },
      { head: say(statisticsTexts.headIncome), align: "right" },
    ],
    days.map(({ day, downloads, registrations, income_fen }) => [
      day,
      String(downloads),
      String(registrations),
      yuan(income_fen),
    ]),
  )
}

function printFilms({ films }: Figures, { table }: Printer, say: Say): void {
  if (films.length === 0) return
  table(
    [
      { head: say(columnTexts.headId), align: "right" },
      { head: say(columnTexts.headName), wraps: true },
      { head: say(statisticsTexts.headDownloads), align: "right" },
    ],
    films.map(({ movie_id, name, downloads }) => [String(movie_id), name, String(downloads)]),
  )
}

function printSums({ storage, members }: Figures, { line }: Printer, say: Say): void {
  const { film_count, trash_count, upload_count } = storage
  line(say(statisticsTexts.storedFilms, { count: film_count, bytes: formatBytes(storage.film_bytes) }))
  line(say(statisticsTexts.storedTrash, { count: trash_count, bytes: formatBytes(storage.trash_bytes) }))
  line(say(statisticsTexts.storedUploads, { count: upload_count, bytes: formatBytes(storage.upload_bytes) }))
  line(say(statisticsTexts.storedFree, { bytes: formatBytes(storage.free_bytes) }))
  line(say(statisticsTexts.memberCounts, members))
}
