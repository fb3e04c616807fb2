import type { Bound } from "./codec.ts"
import type { Database } from "./database.ts"

/**
 * Answers the tables that a statement would read from end to end, by rows or by an index; for tests and reviews. What
 * reads no rows (BEGIN, INSERT … VALUES, DDL) reads no table, nor does a walk along an index that stops at its LIMIT.
 */
export async function explain(database: Database, sql: string, params: readonly Bound[]): Promise<string[]> {
  if (!/^\s*(?:SELECT|UPDATE|DELETE|WITH)\b/i.test(sql)) return []
  // What matches nothing reads nothing, though SQLite's plan has the table in it.
  if (/ WHERE 0 = 1(?: ORDER BY [`\w, ]+)?(?: LIMIT \d+)?$/.test(sql)) return []
  return database.driver.scannedTables(sql, params)
}

/** True for a SELECT that wants the first rows in an order, whichever they are. */
export function wantsFirstRows(sql: string): boolean {
  return /\bORDER BY\b.*\bLIMIT \d+/s.test(sql) && !/\bWHERE\b/.test(sql)
}
