import type { Quartiles } from "./quartiles.ts"
import type { Case, Figure, Part, Rate, Ratio } from "./result.ts"

/** A part as Markdown: what was reached, how it compares, and the command that repeats it. */
export function renderPart({ title, unit, cpuOf, cases, figures, notes, command }: Part): string {
  const blocks = [`### ${title}`]
  const cpu = cpuOf === undefined ? "" : `, and CPU seconds of ${cpuOf} for each`
  if (cases.length > 0) blocks.push(`${unit} a second${cpu} (median):`)
  blocks.push(...likeCases(cases).map((group) => ratesTable(group, cpuOf !== undefined)))
  const ratios = cases.flatMap((one) => one.ratios.map((ratio) => ratioRow(one.name, ratio)))
  if (ratios.length > 0) {
    const head = ["", "ratio", "median", "quartiles", "goal", "", "per CPU second"]
    blocks.push("Ratios of the rounds:", table([head, ...ratios]))
  }
  if (figures.length > 0) blocks.push(table([["", "value", "goal", ""], ...figures.map(figureRow)]))
  if (notes.length > 0) blocks.push(notes.map((note) => `- ${note}`).join("\n"))
  blocks.push(`Repeat with: \`${command}\``)
  return `${blocks.join("\n\n")}\n`
}

/** Neighbouring cases of which one has all contenders of the others, so that a table of them has few holes. */
function likeCases(cases: readonly Case[]): Case[][] {
  const groups: { names: readonly string[]; cases: Case[] }[] = []
  for (const one of cases) {
    const names = one.rates.map(({ name }) => name)
    const group = groups.at(-1)
    const [fewer = [], more = []] = [group?.names ?? [], names].toSorted((a, b) => a.length - b.length)
    if (group !== undefined && fewer.every((name) => more.includes(name))) {
      group.names = more
      group.cases.push(one)
    } else groups.push({ names, cases: [one] })
  }
  return groups.map((group) => group.cases)
}

function ratesTable(cases: readonly Case[], tellsCpu: boolean): string {
  const names = [...new Set(cases.flatMap(({ rates }) => rates.map(({ name }) => name)))]
  const rows = cases.map(({ name, rates }) => {
    return [
      name,
      ...names.map((column) =>
        rateCell(
          rates.find((rate) => rate.name === column),
          tellsCpu,
        ),
      ),
    ]
  })
  return table([["", ...names], ...rows])
}

function rateCell(rate: Rate | undefined, tellsCpu: boolean): string {
  if (rate === undefined) return ""
  const perSecond = count(rate.perSecond.median)
  if (Number.isNaN(rate.busy.median)) return perSecond
  if (tellsCpu) return `${perSecond} (${(rate.cpuMicroseconds.median / 1e6).toFixed(2)} s)`
  return `${perSecond} (${Math.round(rate.busy.median * 100)} % busy)`
}

function ratioRow(name: string, { of, to, rate, perCpu, goal, isMet }: Ratio): string[] {
  const verdict = isMet === undefined ? "" : isMet ? "met" : "**missed**"
  return [
    name,
    `${of} : ${to}`,
    rate.median.toFixed(2),
    spread(rate),
    goal === undefined ? "" : `[${goal.toFixed(2)}]`,
    verdict,
    Number.isNaN(perCpu.median) ? "" : perCpu.median.toFixed(2),
  ]
}

function figureRow({ name, value, goal = "", isMet }: Figure): string[] {
  return [name, value, goal, isMet === undefined ? "" : isMet ? "met" : "**missed**"]
}

function spread({ low, high }: Quartiles): string {
  return `${low.toFixed(2)} – ${high.toFixed(2)}`
}

function count(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toFixed(value < 10 ? 2 : 1)
}

/** Rows of cells as a Markdown table whose columns are aligned in plain text too. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string => {
    return `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`
  }
  const [head = [], ...rest] = rows
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rest.map(line)].join(
    "\n",
  )
}
