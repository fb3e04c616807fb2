import type { Dialect } from "../dialect.ts"

// round() because the clock's fraction is a double.
const now = "CAST(round(unixepoch('subsec') * 1000) AS INTEGER)"

/** SQLite's words. Moments are milliseconds since 1970. */
export const sqliteDialect: Dialect = {
  name: "sqlite",
  now,
  nowMs: now,
  backslash: "'\\'",
  // A transaction here begins as the only writer.
  forUpdate: "",
  ownClock: true,
  returning: true,
  // SQLITE_MAX_VARIABLE_NUMBER
  maxParams: 32_766,
  contains: (column) => `INSTR(${column}, ?) > 0`,
  sum: (column) => `COALESCE(SUM(${column}), 0)`,
  // Beyond 64 bits SQLite goes on in doubles; the text in its place is refused by the STRICT table.
  addition: (column) => ({
    sql: `CASE typeof(${column} + ?) WHEN 'real' THEN 'out of range' ELSE ${column} + ? END`,
    uses: 2,
  }),
}
