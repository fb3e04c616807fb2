import {
  CheckViolation,
  ConnectionLost,
  Deadlock,
  ForeignKeyViolation,
  LockTimeout,
  OrmError,
  StatementFailed,
  UniqueViolation,
  ValueRefused,
} from "../errors.ts"
import { parseKeyName } from "../keys.ts"

// https://mariadb.com/docs/server/reference/error-codes and MySQL's server error reference; numbers agree unless told.
const duplicate = new Set([1022, 1062, 1169, 1586])
const foreignKey = new Set([1216, 1217, 1451, 1452])
const check = new Set([3819 /* MySQL */, 4025 /* MariaDB */])
const deadlock = new Set([1213, 1614])
const lockTimeout = new Set([1205, 3572])
// Too long, out of range, not a number, NULL where none may be, not JSON, not text of this character set.
const refused = new Set([1048, 1264, 1265, 1292, 1364, 1366, 1406, 1690, 3140, 3141, 1300, 3854])
// Shutting down, killed, too many connections, gone away, lost, idle for too long.
const lost = new Set([1040, 1053, 1077, 1079, 1152, 1158, 1159, 1160, 1161, 1203, 1927, 2006, 2013, 4031])

/** Turns what mysql2 threw at this statement into one of this ORM's errors. */
export function mysqlError(error: unknown, sql = ""): OrmError {
  if (error instanceof OrmError) return error
  if (!(error instanceof Error)) return new StatementFailed(String(error), { cause: error })
  const cause = { cause: error }
  const number = Number(Reflect.get(error, "errno"))
  if (duplicate.has(number)) return uniqueViolation(error, sql)
  if (foreignKey.has(number)) {
    return new ForeignKeyViolation("a row that another one points at must be there, and stay", cause)
  }
  if (check.has(number)) return new CheckViolation(error.message, cause)
  if (deadlock.has(number)) return new Deadlock("the database ended a deadlock", cause)
  if (lockTimeout.has(number)) return new LockTimeout("a lock did not come free in time", cause)
  if (refused.has(number)) return new ValueRefused(error.message, cause)
  if (isLost(error, number)) return new ConnectionLost(`the database went away: ${error.message}`, cause)
  return new StatementFailed(error.message, cause)
}

function isLost(error: Error, number: number): boolean {
  if (lost.has(number) || Reflect.get(error, "fatal") === true) return true
  return /^(?:E[A-Z]+|PROTOCOL_.*)$/.test(String(Reflect.get(error, "code"))) && !(number > 0)
}

/** "Duplicate entry '…' for key 'movie(name_key)'", with the table before a dot on MySQL from 8.0.19 on. */
function uniqueViolation(error: Error, sql: string): UniqueViolation {
  const name = /for key '([^']*)'$/.exec(error.message)?.[1] ?? ""
  const key = name.replace(/^[a-z0-9_]+\./, "")
  const parsed = parseKeyName(key)
  if (parsed !== undefined) return new UniqueViolation(parsed.table, parsed.columns, { cause: error })
  // A primary key has no name of ours; the statement says whose it is.
  const table = /^(?:INSERT INTO|UPDATE) `([a-z0-9_]+)`/.exec(sql)?.[1] ?? ""
  return new UniqueViolation(table, [key === "PRIMARY" ? "id" : key], { cause: error })
}
