import type { StatementSync } from "node:sqlite"
import type { Bound } from "../codec.ts"
import type { RawRow, Statement, Table } from "../dialect.ts"
import type { Connection } from "./connection.ts"

/** The readers of this process that hold a snapshot now. */
const holding = new Set<Reader>()

/**
 * Ends every snapshot of this process, so that the next read sees what is now to be committed. Before the commit and not
 * after it, because a commit also moves the log into the database, and a snapshot would hold that up for ever under load.
 */
export function endSnapshots(): void {
  for (const reader of holding) reader.endSnapshot()
}

/**
 * The reading connection of a database. Its reads in one turn of the event loop share one snapshot: locking and unlocking
 * the file for each would take four times as long as the read by key itself.
 */
export class Reader {
  readonly #connection: Connection
  readonly #begin: StatementSync
  readonly #end: StatementSync
  #isEndDue = false

  constructor(connection: Connection) {
    this.#connection = connection
    this.#begin = connection.database.prepare("BEGIN")
    this.#end = connection.database.prepare("COMMIT")
  }

  rows(statement: Statement, params: readonly Bound[]): RawRow[] {
    this.#hold()
    return this.#connection.rows(statement, params)
  }

  table(sql: string, params: readonly Bound[]): Table {
    this.#hold()
    return this.#connection.table(sql, params)
  }

  /** Ends the snapshot, if there is one: the next read begins another. */
  endSnapshot(): void {
    if (!holding.delete(this)) return
    // Some failures, a full disk for one, end it from inside.
    if (this.#connection.database.isTransaction) this.#end.run()
  }

  close(): void {
    this.endSnapshot()
    this.#connection.database.close()
  }

  #hold(): void {
    if (holding.has(this)) return
    // Ending it may have failed: then the snapshot is still there.
    if (!this.#connection.database.isTransaction) this.#begin.run()
    holding.add(this)
    if (this.#isEndDue) return
    this.#isEndDue = true
    setImmediate(() => {
      this.#isEndDue = false
      this.endSnapshot()
    })
  }
}
