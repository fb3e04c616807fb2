import Table from "cli-table3"
import { displayWidth, wrapToWidth } from "./display-width.ts"
import { printableLine } from "./printable.ts"

/** A column of a table: its heading, and whether it holds numbers or may be broken into lines. */
export type Column = { readonly head: string; readonly align?: "right"; readonly wraps?: boolean }

// A border on each side of a cell, a space on each side of its text.
const frameOfCell = 3
const leastWrapped = 8

/** A table, its widest column broken into lines where it would not fit into `columns` columns. */
export function formatTable(
  heads: readonly Column[],
  rows: readonly (readonly string[])[],
  columns: number,
): string {
  const cells = rows.map((row) => row.map(printableLine))
  const widths = heads.map(({ head }, at) =>
    Math.max(displayWidth(head), ...cells.map((row) => displayWidth(row[at] ?? ""))),
  )
  const fixed = heads.reduce((sum, { wraps }, at) => sum + (wraps ? 0 : (widths[at] ?? 0)), 0)
  const left = columns - fixed - frameOfCell * heads.length - 1
  const mostWrapped = Math.max(leastWrapped, left)
  const table = new Table({
    head: heads.map(({ head }) => head),
    colAligns: heads.map(({ align }) => align ?? "left"),
    style: { head: [], border: [], compact: true },
  })
  for (const row of cells) {
    table.push(row.map((cell, at) => (heads[at]?.wraps ? wrapToWidth(cell, mostWrapped).join("\n") : cell)))
  }
  return table.toString()
}
