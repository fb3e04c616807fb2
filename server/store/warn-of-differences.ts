import { setImmediate as turn } from "node:timers/promises"
import type { Logger } from "pino"
import { Movie } from "../../db/movie.ts"
import { sql } from "../../orm/sql.ts"
import { compareWithRows } from "./compare-with-rows.ts"

/** Rows that one statement reads: few enough that it holds nobody up for more than milliseconds. */
const pageRows = 2000

/** Says in the log how many films have no bytes and how many files have no row, where there are any. */
export async function warnOfDifferences(uploadsDir: string, log: Logger): Promise<void> {
  const found = await compareWithRows(uploadsDir, storedNames)
  if (found.filmsWithoutBytes + found.filesWithoutRow === 0) return
  log.warn(found, "the store and the library differ: `store check` of the admin program says where")
}

/** Of all films that aren't purged. */
async function storedNames(): Promise<string[]> {
  const names: string[] = []
  for (let last = 0; ; ) {
    const rows = await sql`SELECT id, stored_name, purge_time IS NULL AS is_there FROM ${Movie}
      WHERE id > ${last} ORDER BY id LIMIT ${BigInt(pageRows)}`
    for (const { stored_name, is_there } of rows) if (Number(is_there) === 1) names.push(String(stored_name))
    if (rows.length < pageRows) return names
    last = Number(rows.at(-1)?.id)
    await turn()
  }
}
