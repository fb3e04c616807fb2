/** Everything this ORM throws on purpose: `code` is stable, `cause` is what the driver said. */
export abstract class OrmError extends Error {
  abstract readonly code: string
  override get name(): string {
    return this.constructor.name
  }
}

/** A value was refused before any SQL, or by the column's own type: names table and column. */
export class ValueRefused extends OrmError {
  readonly code = "VALUE_REFUSED"
}

/** A row with these values in `table.columns` is there already; the same table and columns in every dialect. */
export class UniqueViolation extends OrmError {
  readonly code = "UNIQUE_VIOLATION"
  readonly table: string
  readonly columns: readonly string[]
  constructor(table: string, columns: readonly string[], options?: ErrorOptions) {
    super(`${table} has a row with the same ${columns.join(", ")} already`, options)
    this.table = table
    this.columns = columns
  }
}

/** The row points at one that is not there, or others still point at the row that was to go. */
export class ForeignKeyViolation extends OrmError {
  readonly code = "FOREIGN_KEY_VIOLATION"
}

/** A CHECK of the table refused the row. */
export class CheckViolation extends OrmError {
  readonly code = "CHECK_VIOLATION"
}

/** The database ended the transaction because it and another waited for each other; `transaction` tries again. */
export class Deadlock extends OrmError {
  readonly code = "DEADLOCK"
}

/** A lock did not come free in time; `transaction` tries again. */
export class LockTimeout extends OrmError {
  readonly code = "LOCK_TIMEOUT"
}

/** The database cannot be reached, or went away: whether the last statement took effect is not known. */
export class ConnectionLost extends OrmError {
  readonly code = "CONNECTION_LOST"
}

/** Too many callers wait for a connection, or this one waited as long as `acquireTimeoutMs` allows. */
export class PoolExhausted extends OrmError {
  readonly code = "POOL_EXHAUSTED"
}

/** A model was used outside `database.run(...)` and no database is bound. */
export class NoDatabase extends OrmError {
  readonly code = "NO_DATABASE"
}

/** The database was closed. */
export class DatabaseClosed extends OrmError {
  readonly code = "DATABASE_CLOSED"
}

/** A statement came after its transaction had ended or was doomed; `cause` says by what. */
export class TransactionOver extends OrmError {
  readonly code = "TRANSACTION_OVER"
}

/** The row that was to be updated or read again is no longer there. */
export class RowGone extends OrmError {
  readonly code = "ROW_GONE"
}

/** The database holds migrations that this program does not know. */
export class DatabaseNewer extends OrmError {
  readonly code = "DATABASE_NEWER"
}

/** A migration that was applied has been edited since, or was left out or reordered. */
export class MigrationChanged extends OrmError {
  readonly code = "MIGRATION_CHANGED"
}

/** A database URL is not one: the message is a line on what it takes, and never shows the URL, which holds a password. */
export class BadDatabaseUrl extends OrmError {
  readonly code = "BAD_DATABASE_URL"
}

/** The program itself is wrong: a bad model, an unknown column, a call where it makes no sense. */
export class OrmMisuse extends OrmError {
  readonly code = "ORM_MISUSE"
}

/** Anything else that the database refused. */
export class StatementFailed extends OrmError {
  readonly code = "STATEMENT_FAILED"
}
