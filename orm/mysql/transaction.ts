import type { Bound } from "../codec.ts"
import type { Changed, Dialect, RawRow, Statement, Table, TransactionSession } from "../dialect.ts"
import { ConnectionLost, Deadlock, LockTimeout } from "../errors.ts"
import type { Link } from "./link.ts"

/** A transaction on a connection of its own until it ends. */
export class MysqlTransaction implements TransactionSession {
  readonly dialect: Dialect
  readonly undo: (() => void)[] = []
  over = false
  doom: unknown
  readonly #link: Link
  readonly #release: (link: Link) => void

  constructor(dialect: Dialect, link: Link, release: (link: Link) => void) {
    this.dialect = dialect
    this.#link = link
    this.#release = release
  }

  rows(statement: Statement, params: readonly Bound[]): Promise<RawRow[]> {
    return this.#guarded(this.#link.rows(statement.sql, params))
  }

  change(statement: Statement, params: readonly Bound[]): Promise<Changed> {
    return this.#guarded(this.#link.change(statement.sql, params))
  }

  table(sql: string, params: readonly Bound[]): Promise<Table> {
    return this.#guarded(this.#link.table(sql, params))
  }

  async commit(): Promise<void> {
    await this.#link.control("COMMIT")
    this.#release(this.#link)
  }

  async rollback(): Promise<void> {
    try {
      if (this.#link.alive) await this.#link.control("ROLLBACK")
    } catch {
      // What such a connection still holds is unknown: only its end is sure to roll back.
      this.#link.destroy()
    }
    this.#release(this.#link)
  }

  async #guarded<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work
    } catch (error) {
      // The server has rolled back by itself: what came after would be outside of any transaction, and committed.
      if (error instanceof Deadlock || error instanceof LockTimeout || error instanceof ConnectionLost) {
        this.doom ??= error
      }
      throw error
    }
  }
}
