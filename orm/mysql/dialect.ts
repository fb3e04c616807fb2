import type { Dialect } from "../dialect.ts"

/** The words of MySQL and MariaDB; of the two only MariaDB (10.5) knows INSERT … RETURNING. */
export function mysqlDialect(returning: boolean): Dialect {
  return {
    name: "mysql",
    now: "CURRENT_TIMESTAMP(3)",
    nowMs: "CAST(UNIX_TIMESTAMP(CURRENT_TIMESTAMP(3)) * 1000 AS SIGNED)",
    backslash: "'\\\\'",
    forUpdate: " FOR UPDATE",
    ownClock: false,
    returning,
    maxParams: 65_535,
    // As bytes, which in UTF-8 find the same: going from character to character takes twice as long.
    contains: (column) => `INSTR(CONVERT(${column} USING binary), ?) > 0`,
    // SUM is a DECIMAL here, which as text loses nothing.
    sum: (column) => `CAST(COALESCE(SUM(${column}), 0) AS CHAR)`,
    addition: (column) => ({ sql: `${column} + ?`, uses: 1 }),
  }
}
