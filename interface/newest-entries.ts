import { lt } from "../orm/operator.ts"
import { newestThatFit } from "./newest-that-fit.ts"

const pageRows = 500

/** A part of a where: the rows before a page that was read, or all of them for the first page. */
type Older = { readonly id?: ReturnType<typeof lt<number>> }

/**
 * The newest entries of a list that fit into `mostBytes` of JSON, newest first. `page` reads up to `limit` rows of those
 * that `older` leaves, the highest id first; it is asked for another page only while there is room.
 */
export async function newestEntries<Row extends { readonly id: number }, Entry>(
  mostBytes: number,
  page: (older: Older, limit: number) => Promise<readonly Row[]>,
  entryOf: (row: Row) => Entry,
): Promise<Entry[]> {
  const entries: Entry[] = []
  let older: Older = {}
  for (;;) {
    const rows = await page(older, pageRows)
    entries.push(...rows.map(entryOf))
    const fitting = newestThatFit(entries, mostBytes)
    const last = rows.at(-1)
    if (fitting.length < entries.length || rows.length < pageRows || last === undefined) return fitting
    older = { id: lt(last.id) }
  }
}
