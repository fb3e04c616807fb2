import { parseDatabaseUrl } from "./database-url.ts"
import type { Driver, Load, OpenOptions } from "./dialect.ts"
import { bindScope, runIn, type Scope, unbindScope } from "./scope.ts"

/** One opened database. Several may be open in one process; each call uses the one in whose `run` it happens. */
export class Database {
  readonly driver: Driver
  readonly #scope: Scope

  constructor(driver: Driver) {
    this.driver = driver
    this.#scope = { driver, transaction: undefined, closed: false }
  }

  /** Runs `work`, and everything it awaits, with this database; outside of any transaction. */
  run<Result>(work: () => Result): Result {
    return runIn(this.#scope, work)
  }

  /** Makes this the database of all code outside of `run`; for programs with one database. */
  bind(): this {
    bindScope(this.#scope)
    return this
  }

  /** How busy it is now. */
  get load(): Load {
    return this.driver.load
  }

  /** "SQLite file …" or "MariaDB 10.11 at host:port/name"; never the password. */
  describe(): string {
    return this.driver.describe()
  }

  /** Ends after the statements and transactions under way; whatever comes later throws DatabaseClosed. */
  async close(): Promise<void> {
    if (this.#scope.closed) return
    this.#scope.closed = true
    unbindScope(this.#scope)
    await this.driver.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/**
 * Opens "sqlite:PATH" or "mysql://user:password@host:port/name" (MariaDB too), with settings behind a "?":
 * acquireTimeoutMs (5000) and queueLimit (1000) in both; busyTimeoutMs (100) for SQLite; poolSize (10), connectTimeoutMs
 * (10000), lockWaitS (10), queryTimeoutMs (60000) and tls (off, on or unverified) for MySQL. Throws BadDatabaseUrl, and
 * ConnectionLost where nobody answers.
 */
export async function openDatabase(url: string, options: OpenOptions = {}): Promise<Database> {
  const address = parseDatabaseUrl(url)
  // Only the driver that is needed gets loaded.
  if (address.kind === "sqlite") {
    const { openSqlite } = await import("./sqlite/driver.ts")
    return new Database(await openSqlite(address.path, { ...options, ...address.settings }))
  }
  const { openMysql } = await import("./mysql/driver.ts")
  return new Database(await openMysql(address.server, { ...options, ...address.settings }))
}
