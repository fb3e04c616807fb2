import type { Bound } from "../codec.ts"
import type {
  Changed,
  Driver,
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
import { Connection } from "./connection.ts"
import { sqliteDialect } from "./dialect.ts"
import { migrateSqlite } from "./migrate.ts"
import { columnType } from "./schema.ts"
import { SqliteTransaction } from "./transaction.ts"
import { Writer, type WriterLimits } from "./writer.ts"

/** `busyTimeoutMs`: how long a statement stands still (and the program with it) where another program writes. */
export interface SqliteOptions extends OpenOptions, WriterLimits {
  readonly busyTimeoutMs: number
}

const pragmas = [
  "PRAGMA journal_mode = WAL",
  "PRAGMA synchronous = FULL",
  "PRAGMA case_sensitive_like = ON",
  "PRAGMA trusted_schema = OFF",
]

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
    const database = new DatabaseSync(path, settings)
    for (const pragma of readOnly ? pragmas.slice(2) : pragmas) database.exec(pragma)
    return new Connection(database, options.onQuery)
  }
  try {
    return new SqliteDriver(path, new Writer(open(false), options), open(true))
  } catch (error) {
    throw new ConnectionLost(
      `cannot open the SQLite file ${path}: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    )
  }
}

/** Reads on a connection of its own, so that they neither wait for an open transaction nor see into it. */
class SqliteDriver implements Driver {
  readonly dialect = sqliteDialect
  readonly #path: string
  readonly #writer: Writer
  readonly #reader: Connection

  constructor(path: string, writer: Writer, reader: Connection) {
    this.#path = path
    this.#writer = writer
    this.#reader = reader
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

  async begin(): Promise<TransactionSession> {
    const release = await this.#writer.acquire()
    try {
      this.#writer.connection.control("BEGIN IMMEDIATE")
      return new SqliteTransaction(this.#writer.connection, release)
    } catch (error) {
      release()
      throw error
    }
  }

  async close(): Promise<void> {
    await this.#writer.close()
    this.#reader.database.close()
    this.#writer.connection.database.close()
  }

  describe(): string {
    return `SQLite file ${this.#path}`
  }

  async migrate(migrations: readonly Migration[]): Promise<string[]> {
    const session = await this.begin()
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
    // The fourth column is a sentence: "SCAN movie" or "SCAN movie USING INDEX …" reads all, "SEARCH movie …" does not.
    const details = rows.map(([, , , detail]) => /^SCAN (?!CONSTANT ROW)(\S+)/.exec(String(detail))?.[1])
    return details.filter((table) => table !== undefined)
  }
}
