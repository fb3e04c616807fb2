import { columnTexts } from "../../interface/text/client/columns.ts"
import { ledgerHelp, ledgerTexts } from "../../interface/text/client/ledger.ts"
import { askValue } from "../cli/ask-value.ts"
import { type Command, command } from "../cli/command.ts"
import type { Job } from "../cli/job.ts"
import { argument, option } from "../cli/param.ts"
import { anyText, pointInTime, wholeNumber } from "../cli/readers.ts"
import { ledgerHead, ledgerLines } from "../ledger-csv.ts"
import { type Append, withPrivateFile } from "../private-file.ts"
import type { Answer } from "../remote.ts"
import { formatAmount } from "../terminal/format.ts"
import { Trouble } from "../trouble.ts"

type Span = { readonly from: string; readonly until: string; readonly csv: string }
type Exported = { readonly transactions: number; readonly file: string | null; readonly csv?: string }
const limit = 200
/** Writes the ledger's lines page by page, as they come; answers how many transactions they are. */
async function exportTo(append: Append, { remote, signal }: Job, { from, until }: Span): Promise<number> {
  const span = { ...(from === "" ? {} : { from }), ...(until === "" ? {} : { until }) }
  let count = 0
  let after: number | null = null
  await append(ledgerHead)
  do {
    const page: { after_id?: number } = after === null ? {} : { after_id: after }
    const reply: Answer<"list_ledger"> = await remote.call(
      "list_ledger",
      { ...span, ...page, limit },
      { signal },
    )
    await append(reply.transactions.map(ledgerLines).join(""))
    count += reply.transactions.length
    const next = reply.next_after_id
    // A server that sends one page again and again would keep us for ever.
    if (next !== null && (next === after || reply.transactions.length === 0))
      throw new Trouble("NOT_REELWIRE")
    after = next
  } while (after !== null)
  return count
}

const time = (
  doc: typeof ledgerHelp.ledgerFrom | typeof ledgerHelp.ledgerUntil,
  question: typeof ledgerTexts.askFrom | typeof ledgerTexts.askUntil,
) =>
  option<string>("TIME", doc, pointInTime, {
    fallback: "",
    ask: askValue(question, pointInTime, { empty: "" }),
  })

/** Writes the ledger as CSV. */
export const exportLedger: Command = command<Span, Exported>({
  name: "ledger export",
  doc: ledgerHelp.ledgerExport,
  title: ledgerTexts.menuLedgerExport,
  needsLogin: true,
  params: {
    from: time(ledgerHelp.ledgerFrom, ledgerTexts.askFrom),
    until: time(ledgerHelp.ledgerUntil, ledgerTexts.askUntil),
    csv: option<string>("FILE", ledgerHelp.ledgerCsv, anyText, {
      fallback: "",
      ask: askValue(ledgerTexts.askOut, anyText, { empty: "" }),
    }),
  },
  run: async (job, span) => {
    if (span.csv !== "") {
      const transactions = await withPrivateFile(span.csv, (append) => exportTo(append, job, span))
      return { transactions, file: span.csv }
    }
    const texts: string[] = []
    const transactions = await exportTo(async (text) => void texts.push(text), job, span)
    return { transactions, file: null, csv: texts.join("") }
  },
  print: ({ transactions, file, csv }, { text }, { note, say }) => {
    if (csv !== undefined) text(csv.trimEnd())
    if (file !== null) note(say(ledgerTexts.exported, { count: transactions, file }))
  },
})

/** Adds up a year, month by month. */
export const sumLedger: Command = command<{ year: number }, Pick<Answer<"ledger_sums">, "sums">>({
  name: "ledger sums",
  doc: ledgerHelp.ledgerSums,
  title: ledgerTexts.menuLedgerSums,
  needsLogin: true,
  params: {
    year: argument<number>("YEAR", ledgerHelp.year, wholeNumber(2000, 9998, ledgerTexts.takesYear), {
      ask: askValue(ledgerTexts.askYear, wholeNumber(2000, 9998, ledgerTexts.takesYear)),
    }),
  },
  run: async ({ remote, signal }, { year }) => {
    const { sums } = await remote.call("ledger_sums", { year }, { signal })
    return { sums }
  },
  print: ({ sums }, { table }, { say }) =>
    table(
      [
        { head: say(ledgerTexts.headMonth), align: "right" },
        { head: say(columnTexts.headKind) },
        { head: say(ledgerTexts.headAccount) },
        { head: say(ledgerTexts.headCount), align: "right" },
        { head: say(columnTexts.headAmount), align: "right" },
      ],
      sums.map(({ month, kind, account, transactions, amount_fen }) => [
        String(month),
        kind,
        account,
        String(transactions),
        formatAmount(amount_fen),
      ]),
    ),
})
