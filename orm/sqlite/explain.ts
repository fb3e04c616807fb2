import type { RawRow } from "../dialect.ts"
import { wantsFirstRows } from "../explain.ts"

/** The tables that an EXPLAIN QUERY PLAN says are read from end to end. */
export function scannedTables(sql: string, rows: readonly RawRow[]): string[] {
  // The fourth column is a sentence: "SCAN movie" or "SCAN movie USING INDEX …" reads all, "SEARCH movie …" does not.
  const details = rows.map(([, , , detail]) => String(detail))
  const isSorted = details.some((detail) => detail.startsWith("USE TEMP B-TREE"))
  if (wantsFirstRows(sql) && !isSorted) return []
  const tables = details.map((detail) => /^SCAN (?!CONSTANT ROW)(\S+)/.exec(detail)?.[1])
  return tables.filter((table) => table !== undefined)
}
