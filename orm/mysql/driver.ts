import { connect } from "node:net"
import type { Connection } from "mysql2"
import type { Bound } from "../codec.ts"
import type { ServerAddress } from "../database-url.ts"
import type {
  Changed,
  Dialect,
  Driver,
  Load,
  OpenOptions,
  RawRow,
  Statement,
  Table,
  TransactionSession,
} from "../dialect.ts"
import { ConnectionLost } from "../errors.ts"
import type { Field } from "../field.ts"
import type { Migration } from "../migration.ts"
import type { ActualColumn } from "../schema-differences.ts"
import { mysqlDialect } from "./dialect.ts"
import { mysqlError } from "./errors.ts"
import { scannedTables } from "./explain.ts"
import { Link } from "./link.ts"
import { migrateMysql } from "./migrate.ts"
import { Pool, type PoolLimits } from "./pool.ts"
import { actualType, columnType } from "./schema.ts"
import { type Server, serverOf } from "./server.ts"
import { MysqlTransaction } from "./transaction.ts"

/** What openMysql takes: the limits of the pool, of connecting, of a statement and of waiting for a row's lock. */
export interface MysqlOptions extends OpenOptions, PoolLimits {
  readonly connectTimeoutMs: number
  readonly lockWaitS: number
  readonly queryTimeoutMs: number
  readonly tls: string
}

/** Opens a pool and proves with one connection that the server is there; throws ConnectionLost. */
export async function openMysql(address: ServerAddress, options: MysqlOptions): Promise<Driver> {
  const connect = await connector(address, options)
  const pool = new Pool(options, connect)
  const link = await pool.acquire()
  try {
    return new MysqlDriver(address, pool, await serverOf(link))
  } finally {
    pool.release(link)
  }
}

async function connector(address: ServerAddress, options: MysqlOptions) {
  const { default: mysql2 } = await import("mysql2")
  const { tls, connectTimeoutMs, lockWaitS, queryTimeoutMs, onQuery } = options
  const session = [
    "sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE'",
    "time_zone = '+00:00'",
    `innodb_lock_wait_timeout = ${lockWaitS}`,
    // Fewer gap locks and so fewer deadlocks than REPEATABLE READ; and each statement sees what is committed, as in SQLite.
    "SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
  ]
  return async (gone: (link: Link) => void): Promise<Link> => {
    // Our own, because mysql2 offers no way to end one at once.
    const socket = connect({ host: address.host, port: address.port, noDelay: true, keepAlive: true })
    const connection = mysql2.createConnection({
      ...address,
      stream: socket,
      charset: "UTF8MB4_BIN",
      timezone: "Z",
      rowsAsArray: true,
      supportBigNumbers: true,
      jsonStrings: true,
      // A server must not be able to ask for files of ours.
      flags: ["-LOCAL_FILES"],
      connectTimeout: connectTimeoutMs,
      maxPreparedStatements: 1000,
      ...(tls === "off" ? {} : { ssl: { rejectUnauthorized: tls === "on" } }),
    })
    const parts = { connection, socket, types: mysql2.TypedParameter, queryTimeoutMs, onQuery }
    const link: Link = new Link(parts, () => gone(link))
    try {
      await connected(connection)
      await link.control(`SET ${session.slice(0, 3).join(", ")}`)
      await link.control(`SET ${session[3]}`)
      return link
    } catch (error) {
      link.destroy()
      const { host, port } = address
      const reason =
        error instanceof Error && error.message !== ""
          ? error.message
          : String(Reflect.get(Object(error), "code"))
      throw new ConnectionLost(`cannot connect to the database at ${host}:${port}: ${reason}`, {
        cause: error,
      })
    }
  }
}

function connected(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.connect((error) => (error === null ? resolve() : reject(error)))
  })
}

class MysqlDriver implements Driver {
  readonly dialect: Dialect
  readonly #address: ServerAddress
  readonly #pool: Pool
  readonly #server: Server

  constructor(address: ServerAddress, pool: Pool, server: Server) {
    this.dialect = mysqlDialect(server.isMariadb)
    this.#address = address
    this.#pool = pool
    this.#server = server
  }

  get load(): Load {
    return this.#pool.load
  }

  async rows(statement: Statement, params: readonly Bound[]): Promise<RawRow[]> {
    const link = this.#pool.take() ?? (await this.#pool.acquire())
    try {
      return await link.rows(statement.sql, params)
    } finally {
      this.#pool.release(link)
    }
  }

  async change(statement: Statement, params: readonly Bound[]): Promise<Changed> {
    const link = this.#pool.take() ?? (await this.#pool.acquire())
    try {
      return await link.change(statement.sql, params)
    } finally {
      this.#pool.release(link)
    }
  }

  async table(sql: string, params: readonly Bound[]): Promise<Table> {
    const link = this.#pool.take() ?? (await this.#pool.acquire())
    try {
      return await link.table(sql, params)
    } finally {
      this.#pool.release(link)
    }
  }

  async begin(): Promise<TransactionSession> {
    const link = this.#pool.take() ?? (await this.#pool.acquire())
    try {
      await link.control("START TRANSACTION")
    } catch (error) {
      link.destroy()
      this.#pool.release(link)
      throw mysqlError(error)
    }
    return new MysqlTransaction(this.dialect, link, (used) => this.#pool.release(used))
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  describe(): string {
    const { host, port, database } = this.#address
    return `${this.#server.name} at ${host}:${port}/${database}`
  }

  async migrate(migrations: readonly Migration[]): Promise<string[]> {
    const link = await this.#pool.acquire()
    try {
      return await link.unhurried(() => migrateMysql(link, this.#server, migrations))
    } finally {
      this.#pool.release(link)
    }
  }

  async actualColumns(table: string): Promise<ActualColumn[]> {
    const sql = `SELECT column_name, column_type, is_nullable FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position`
    const { rows } = await this.table(sql, [table])
    return rows.map(([name, type, nullable]) => {
      return { name: String(name), type: actualType(String(type)), nullable: nullable === "YES" }
    })
  }

  columnType(field: Field): string {
    return actualType(columnType(field, this.#server))
  }

  async scannedTables(sql: string, params: readonly Bound[]): Promise<string[]> {
    return scannedTables(sql, await this.table(`EXPLAIN ${sql}`, params))
  }
}
