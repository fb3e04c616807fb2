import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"
import { BoundedCache } from "../bounded-cache.ts"
import type { Bound } from "../codec.ts"
import type { Changed, OpenOptions, RawRow, Statement, Table } from "../dialect.ts"
import { sqliteError } from "./errors.ts"

/** One connection with its prepared statements; everything is synchronous and throws this ORM's errors. */
export class Connection {
  readonly database: DatabaseSync
  /** Whether a commit failed of which the next program to open the file may find that it happened after all. */
  isUndecided = false
  readonly #onQuery: OpenOptions["onQuery"]
  readonly #plain = new BoundedCache<StatementSync>(500)
  readonly #withBigints = new BoundedCache<StatementSync>(500)

  constructor(database: DatabaseSync, onQuery: OpenOptions["onQuery"]) {
    this.database = database
    this.#onQuery = onQuery
  }

  rows(statement: Statement, params: readonly Bound[]): RawRow[] {
    this.#onQuery?.(statement.sql, params)
    try {
      const rows: unknown = this.#prepared(statement.sql, statement.bigints).all(...inputs(params))
      // setReturnArrays makes them arrays, which the types of node:sqlite do not say.
      return rows as RawRow[]
    } catch (error) {
      throw sqliteError(error)
    }
  }

  change({ sql }: Statement, params: readonly Bound[]): Changed {
    this.#onQuery?.(sql, params)
    try {
      const { changes, lastInsertRowid } = this.#prepared(sql, false).run(...inputs(params))
      return { count: Number(changes), insertId: Number(lastInsertRowid) }
    } catch (error) {
      throw sqliteError(error)
    }
  }

  table(sql: string, params: readonly Bound[]): Table {
    this.#onQuery?.(sql, params)
    try {
      const statement = this.#prepared(sql, true)
      const columns = statement.columns().map(({ name }) => name)
      if (columns.length === 0)
        return { columns, rows: [], count: Number(statement.run(...inputs(params)).changes) }
      const found: unknown = statement.all(...inputs(params))
      const rows = found as RawRow[]
      for (const row of rows) for (const [i, value] of row.entries()) row[i] = narrowed(value)
      return { columns, rows, count: rows.length }
    } catch (error) {
      throw sqliteError(error)
    }
  }

  /** Runs a constant text: transaction control, pragmas, DDL. */
  control(sql: string): void {
    this.#onQuery?.(sql, [])
    try {
      this.#prepared(sql, false).all()
    } catch (error) {
      throw sqliteError(error)
    }
  }

  /** Makes sure that a commit that failed never happened; throws where nobody can tell yet. */
  decide(): void {
    if (!this.isUndecided) return
    // Its rows lie at the log's end: another commit takes their place there, of a number that is written as it was.
    const [[version] = []] = this.rows({ sql: "PRAGMA user_version", writes: false, bigints: false }, [])
    this.control("BEGIN IMMEDIATE")
    try {
      this.control(`PRAGMA user_version = ${Number(version)}`)
      this.control("COMMIT")
    } catch (error) {
      if (this.database.isTransaction) this.control("ROLLBACK")
      throw error
    }
    this.isUndecided = false
  }

  #prepared(sql: string, bigints: boolean): StatementSync {
    const cache = bigints ? this.#withBigints : this.#plain
    const kept = cache.get(sql)
    if (kept !== undefined) return kept
    const made = this.database.prepare(sql)
    made.setReturnArrays(true)
    if (bigints) made.setReadBigInts(true)
    cache.set(sql, made)
    return made
  }
}

/** The values as node:sqlite takes them; a moment is stored as milliseconds since 1970. */
function inputs(params: readonly Bound[]): SQLInputValue[] {
  for (const param of params) if (typeof param === "object" && param !== null) return params.map(input)
  return params as SQLInputValue[]
}

function input(param: Bound): SQLInputValue {
  return param instanceof Date ? param.getTime() : param
}

function narrowed(value: unknown): unknown {
  if (typeof value !== "bigint") return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
