import type { Bound } from "./codec.ts"
import type { Database } from "./database.ts"

/** Answers the tables that a statement would read from end to end, by rows or by an index; for tests and reviews. */
export function explain(database: Database, sql: string, params: readonly Bound[]): Promise<string[]> {
  return database.driver.scannedTables(sql, params)
}
