import type { Bound } from "../codec.ts"
import type {
  Changed,
  Driver,
  Load,
  OpenOptions,
  RawRow,
  Soon,
  Statement,
  Table,
  TransactionSession,
} from "../dialect.ts"
import { ConnectionLost } from "../errors.ts"
import type { Field } from "../field.ts"
import type { Migration } from "../migration.ts"
import type { ActualColumn } from "../schema-differences.ts"
import { whileBusy } from "./busy.ts"
import { Connection } from "./connection.ts"
import { sqliteDialect } from "./dialect.ts"
import { scannedTables } from "./explain.ts"
import { migrateSqlite } from "./migrate.ts"
import { Reader } from "./reader.ts"
import { columnType } from "./schema.ts"
import { SqliteTransaction } from "./transaction.ts"
import { Writer, type WriterLimits } from "./writer.ts"

/** `busyTimeoutMs`: how long a statement stands still (and the program with it) where another program writes. */
export interface SqliteOptions extends OpenOptions, WriterLimits {
  readonly busyTimeoutMs: number
}

const writerPragmas = ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"]
const pragmas = ["PRAGMA case_sensitive_like = ON", "PRAGMA trusted_schema = OFF"]

/** How long a program waits while another one migrates. */
const migrationWaitMs = 120_000

/** Opens a file, made if it is not there; throws ConnectionLost. */
export async function openSqlite(path: string, options: SqliteOptions): Promise<Driver> {
  const { DatabaseSync } = await import("node:sqlite")
  const open = (readOnly: boolean) => {
    const settings = {
      readOnly,
      timeout: options.busyTimeoutMs,
      enableForeignKeyConstraints: true,
      defensive: true,
    }
    const connection = new Connection(new DatabaseSync(path, settings), options.onQuery)
    for (const pragma of readOnly ? pragmas : [...writerPragmas, ...pragmas]) connection.database.exec(pragma)
    return connection
  }
  try {
    // The first of several programs makes the file a WAL file, for which it must be alone.
    const writer = new Writer(await whileBusy(() => open(false), options.acquireTimeoutMs), options)
    return new SqliteDriver(path, writer, new Reader(open(true)), options.acquireTimeoutMs)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConnectionLost(`cannot open the SQLite file ${path}: ${reason}`, { cause: error })
  }
}

/** Reads on a connection of its own, so that they neither wait for an open transaction nor see into it. */
class SqliteDriver implements Driver {
  readonly dialect = sqliteDialect
  readonly #path: string
  readonly #writer: Writer
  readonly #reader: Reader
  readonly #busyMs: number

  constructor(path: string, writer: Writer, reader: Reader, busyMs: number) {
    this.#busyMs = busyMs
    this.#path = path
    this.#writer = writer
    this.#reader = reader
  }

  get load(): Load {
    return this.#writer.load
  }

  rows(statement: Statement, params: readonly Bound[]): Soon<RawRow[]> {
    if (!statement.writes) return this.#reader.rows(statement, params)
    return this.#writer.run(() => this.#writer.connection.rows(statement, params))
  }

  change(statement: Statement, params: readonly Bound[]): Soon<Changed> {
    return this.#writer.run(() => this.#writer.connection.change(statement, params))
  }

  table(sql: string, params: readonly Bound[]): Soon<Table> {
    if (/^\s*(?:select|explain)\b/i.test(sql)) return this.#reader.table(sql, params)
    return this.#writer.run(() => this.#writer.connection.table(sql, params))
  }

  async begin(busyMs = this.#busyMs): Promise<TransactionSession> {
    const release = await this.#writer.acquire()
    try {
      await whileBusy(() => {
        this.#writer.connection.decide()
        this.#writer.connection.control("BEGIN IMMEDIATE")
      }, busyMs)
      return new SqliteTransaction(this.#writer.connection, release)
    } catch (error) {
      release()
      throw error
    }
  }

  async close(): Promise<void> {
    await this.#writer.close()
    this.#reader.close()
    this.#writer.connection.database.close()
  }

  describe(): string {
    return `SQLite file ${this.#path}`
  }

  async migrate(migrations: readonly Migration[]): Promise<string[]> {
    const session = await this.begin(migrationWaitMs)
    try {
      const applied = migrateSqlite(this.#writer.connection, migrations)
      await session.commit()
      return applied
    } catch (error) {
      await session.rollback()
      throw error
    }
  }

  async actualColumns(table: string): Promise<ActualColumn[]> {
    const { rows } = this.#reader.table(
      "SELECT name, type, `notnull`, pk FROM pragma_table_info(?) ORDER BY cid",
      [table],
    )
    return rows.map(([name, type, notNull, pk]) => {
      return { name: String(name), type: String(type), nullable: notNull === 0 && pk === 0 }
    })
  }

  columnType(field: Field): string {
    return columnType(field)
  }

  async scannedTables(sql: string, params: readonly Bound[]): Promise<string[]> {
    const { rows } = this.#writer.connection.table(`EXPLAIN QUERY PLAN ${sql}`, params)
    return scannedTables(sql, rows)
  }
}
