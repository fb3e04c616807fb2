import type { Table } from "../dialect.ts"

/** The tables that an EXPLAIN says are read from end to end, by rows ("ALL") or by an index ("index"). */
export function scannedTables({ columns, rows }: Table): string[] {
  const type = columns.indexOf("type")
  const table = columns.indexOf("table")
  return rows.filter((row) => row[type] === "ALL" || row[type] === "index").map((row) => String(row[table]))
}
