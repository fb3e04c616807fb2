import type { Bound } from "../codec.ts"
import type { Changed, RawRow, Statement, Table, TransactionSession } from "../dialect.ts"
import { OrmError } from "../errors.ts"
import type { Connection } from "./connection.ts"
import { sqliteDialect } from "./dialect.ts"
import { isIoError } from "./errors.ts"
import { endSnapshots } from "./reader.ts"

/** A transaction on the writing connection, which is nobody else's until it ends. */
export class SqliteTransaction implements TransactionSession {
  readonly dialect = sqliteDialect
  readonly undo: (() => void)[] = []
  over = false
  doom: unknown
  readonly #connection: Connection
  readonly #release: () => void

  constructor(connection: Connection, release: () => void) {
    this.#connection = connection
    this.#release = release
  }

  rows(statement: Statement, params: readonly Bound[]): RawRow[] {
    return this.#guarded(() => this.#connection.rows(statement, params))
  }

  change(statement: Statement, params: readonly Bound[]): Changed {
    return this.#guarded(() => this.#connection.change(statement, params))
  }

  table(sql: string, params: readonly Bound[]): Table {
    return this.#guarded(() => this.#connection.table(sql, params))
  }

  async commit(): Promise<void> {
    endSnapshots()
    try {
      this.#connection.control("COMMIT")
    } catch (error) {
      if (error instanceof OrmError && isIoError(error)) this.#connection.isUndecided = true
      throw error
    }
    this.#release()
  }

  async rollback(): Promise<void> {
    try {
      if (this.#connection.database.isTransaction) this.#connection.control("ROLLBACK")
    } finally {
      this.#release()
    }
  }

  #guarded<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      // A full disk, for one, makes SQLite roll back by itself: what came after would be outside of any transaction.
      if (!this.#connection.database.isTransaction) this.doom ??= error
      throw error
    }
  }
}
