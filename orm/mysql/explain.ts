import type { Table } from "../dialect.ts"
import { wantsFirstRows } from "../explain.ts"

/** The tables that an EXPLAIN says are read from end to end, by rows ("ALL") or by an index ("index"). */
export function scannedTables(sql: string, { columns, rows }: Table): string[] {
  const [type, table, extra] = ["type", "table", "Extra"].map((name) => columns.indexOf(name))
  const scans = rows.filter((row) => {
    const access = row[type ?? -1]
    if (access === "index") return !wantsFirstRows(sql) || String(row[extra ?? -1]).includes("filesort")
    return access === "ALL"
  })
  return scans.map((row) => String(row[table ?? -1]))
}
