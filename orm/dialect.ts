import type { Bound } from "./codec.ts"
import type { Field } from "./field.ts"
import type { Migration } from "./migration.ts"
import type { ActualColumn } from "./schema-differences.ts"

/** One SQL text that gives rows or changes them. */
export interface Statement {
  readonly sql: string
  /** A selected column may hold more than a double can. */
  readonly bigints: boolean
  /** It changes rows and gives some back. */
  readonly writes: boolean
}

/** A row as the driver gives it: the selected columns in order. */
export type RawRow = unknown[]

/** How many rows a statement matched, and the id that the database gave to an inserted one. */
export interface Changed {
  readonly count: number
  readonly insertId: number
}

/** Rows with the names of their columns; whole numbers beyond ±(2^53 - 1) are bigints. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly RawRow[]
  readonly count: number
}

/** Answers at once where the database is in the same process, so that no promise is made for nothing. */
export type Soon<Value> = Value | Promise<Value>

/** Where statements run: a database (each for itself) or one open transaction. Throws only this ORM's errors. */
export interface Session {
  readonly dialect: Dialect
  /** In a transaction: what puts objects in memory back to what they were, should it be rolled back. */
  readonly undo?: (() => void)[]
  rows(statement: Statement, params: readonly Bound[]): Soon<RawRow[]>
  change(statement: Statement, params: readonly Bound[]): Soon<Changed>
  table(sql: string, params: readonly Bound[]): Soon<Table>
}

/** One open transaction. `doom` is the first failure after which it can only be rolled back. */
export interface TransactionSession extends Session {
  readonly undo: (() => void)[]
  over: boolean
  doom: unknown
  commit(): Promise<void>
  /** Never throws: a connection that cannot roll back is destroyed, which rolls back as well. */
  rollback(): Promise<void>
}

/** How busy a database is: its connections that are taken, how many there are at most, and the calls that wait for one. */
export interface Load {
  readonly taken: number
  readonly most: number
  readonly waiting: number
}

/** One opened database. */
export interface Driver extends Session {
  readonly load: Load
  begin(): Promise<TransactionSession>
  close(): Promise<void>
  /** The database in words, never the password. */
  describe(): string
  /** Runs the migrations that are not applied yet, alone among all programs; answers their ids. */
  migrate(migrations: readonly Migration[]): Promise<string[]>
  /** The columns of a table as they are; none if there is no such table. */
  actualColumns(table: string): Promise<ActualColumn[]>
  /** The type that a field has in `actualColumns`. */
  columnType(field: Field): string
  /** The tables that a statement would read from end to end. */
  scannedTables(sql: string, params: readonly Bound[]): Promise<string[]>
}

/** What differs in the SQL itself. */
export interface Dialect {
  readonly name: "sqlite" | "mysql"
  /** The database's clock, to the millisecond. */
  readonly now: string
  /** The same as a whole number of milliseconds since 1970. */
  readonly nowMs: string
  /** The literal behind LIKE … ESCAPE. */
  readonly backslash: string
  /** Keeps the selected rows for this transaction; empty where a transaction has the database for itself. */
  readonly forUpdate: string
  /** True where the database runs inside this process, so that its clock is ours. */
  readonly ownClock: boolean
  /** True where INSERT … RETURNING is known. */
  readonly returning: boolean
  /** How many parameters one statement may have. */
  readonly maxParams: number
  /** Whether a column holds a parameter, byte by byte. */
  contains(column: string): string
  /** An exact sum of whole numbers that reads as text or an integer, never as a double. */
  sum(column: string): string
  /** A column plus a parameter: out of range is an error, never a double. */
  addition(column: string): { readonly sql: string; readonly uses: number }
}

/** What `openDatabase` hands to a driver. */
export interface OpenOptions {
  /** Told of each statement before it runs. */
  readonly onQuery?: (sql: string, params: readonly Bound[]) => void
}
