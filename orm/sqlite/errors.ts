import {
  CheckViolation,
  ConnectionLost,
  ForeignKeyViolation,
  LockTimeout,
  OrmError,
  StatementFailed,
  UniqueViolation,
  ValueRefused,
} from "../errors.ts"

// Extended result codes of SQLite: https://www.sqlite.org/rescode.html
const busy = 5
const locked = 6
const ioError = 10
const tooBig = 18
const full = 13
const constraintCheck = 275
const constraintForeignKey = 787
const constraintTrigger = 1811
const constraintNotNull = 1299
const constraintPrimaryKey = 1555
const constraintUnique = 2067
const constraintDatatype = 3091

/** Turns what node:sqlite threw into one of this ORM's errors. */
export function sqliteError(error: unknown): OrmError {
  if (error instanceof OrmError) return error
  if (!(error instanceof Error)) return new StatementFailed(String(error), { cause: error })
  const cause = { cause: error }
  if (Reflect.get(error, "code") === "ERR_OUT_OF_RANGE") return new ValueRefused(error.message, cause)
  const code = Number(Reflect.get(error, "errcode"))
  switch (code) {
    case constraintUnique:
    case constraintPrimaryKey:
      return uniqueViolation(error)
    case constraintForeignKey:
    // ON DELETE RESTRICT is a trigger inside SQLite.
    case constraintTrigger:
      return new ForeignKeyViolation("a row that another one points at must be there, and stay", cause)
    case constraintCheck:
      return new CheckViolation(error.message, cause)
    case constraintNotNull:
    case constraintDatatype:
    case tooBig:
      return new ValueRefused(error.message, cause)
  }
  // The low byte is the primary code.
  if ((code & 0xff) === busy || (code & 0xff) === locked)
    return new LockTimeout("the database is busy", cause)
  if ((code & 0xff) === ioError || code === full) return new ConnectionLost(error.message, cause)
  if (error.message === "integer overflow") return new ValueRefused("the sum does not fit 64 bits", cause)
  return new StatementFailed(error.message, cause)
}

/** Whether an error leaves open what is on the disk: where that is full, a commit's last page isn't. */
export function isIoError({ cause }: OrmError): boolean {
  const code = cause instanceof Error ? Number(Reflect.get(cause, "errcode")) : 0
  return (code & 0xff) === ioError
}

/** "UNIQUE constraint failed: movie.name_key, movie.id" */
function uniqueViolation(error: Error): UniqueViolation {
  const paths = error.message.slice(error.message.indexOf(":") + 2).split(", ")
  const table = paths[0]?.split(".")[0] ?? ""
  const columns = paths.map((path) => path.slice(path.indexOf(".") + 1))
  return new UniqueViolation(table, columns, { cause: error })
}
