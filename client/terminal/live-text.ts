import type { Writable } from "node:stream"
import type { Printer } from "../cli/command.ts"
import { cutToWidth } from "./display-width.ts"
import { formatTable } from "./format-table.ts"
import { printableLines } from "./printable.ts"

/** A terminal to draw on; its size changes with its window. */
type Screen = Writable & { readonly columns?: number; readonly rows?: number }

/** Something that changes, shown in its place. */
export type Live = {
  /** Shows what is printed instead of what was shown before; what has no room on the terminal is left out. */
  show(print: (printer: Printer) => void): void
}

/** Draws on a terminal, each time over what it drew before. */
export function liveText(screen: Screen): Live {
  let drawn = 0
  return {
    show(print) {
      const { columns = 80, rows = 24 } = screen
      const text: string[] = []
      print({
        line: (line) => text.push(line),
        text: (more) => text.push(printableLines(more)),
        table: (heads, cells) => text.push(formatTable(heads, cells, columns)),
      })
      const lines = text.flatMap((part) => part.split("\n")).slice(0, rows - 1)
      // Up to where it began, and everything below that goes.
      const back = drawn === 0 ? "" : `\u001b[${drawn}F\u001b[0J`
      drawn = lines.length
      screen.write(`${back}${lines.map((line) => `${cutToWidth(line, columns)}\n`).join("")}`)
    },
  }
}
