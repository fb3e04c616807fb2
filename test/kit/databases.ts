import { randomBytes } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe } from "node:test"
import mysql from "mysql2/promise"
import { type Database, openDatabase } from "../../orm/database.ts"
import type { OpenOptions } from "../../orm/dialect.ts"
import { mariadbServer } from "./mariadb.ts"

/** One statement that was run, as `onQuery` was told. */
export interface Seen {
  readonly sql: string
  readonly params: readonly unknown[]
}

/** An empty database of a test's own; gone with everything in it when disposed. */
export interface TestDatabase {
  readonly url: string
  readonly database: Database
  /** Every statement so far; empty it to count from here. */
  readonly seen: Seen[]
  /** Opens the same database once more, as another program would. */
  open(settings?: string, options?: OpenOptions): Promise<Database>
  [Symbol.asyncDispose](): Promise<void>
}

/** One kind of database, for a loop over both. */
export interface DatabaseKit {
  readonly name: "sqlite" | "mysql"
  /** Makes an empty database and opens it; `settings` as behind the "?" of its URL. */
  fresh(settings?: string): Promise<TestDatabase>
}

const kits: readonly DatabaseKit[] = [
  { name: "sqlite", fresh: freshSqlite },
  { name: "mysql", fresh: freshMariadb },
]

/** Declares the same tests for SQLite and for MariaDB. */
export function forEachDatabase(declare: (kit: DatabaseKit) => void): void {
  for (const kit of kits) describe(kit.name, () => declare(kit))
}

async function freshSqlite(settings = ""): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "reelwire-sqlite-"))
  return opened(`sqlite:${join(folder, "test.sqlite")}`, settings, () => rm(folder, { recursive: true }))
}

async function freshMariadb(settings = ""): Promise<TestDatabase> {
  const { url } = await mariadbServer()
  const name = `test_${randomBytes(6).toString("hex")}`
  await administer(`CREATE DATABASE ${name}`)
  return opened(`${url}/${name}`, settings, () => administer(`DROP DATABASE ${name}`))
}

/** Runs one statement as root on the server of the tests. */
export async function administer(sql: string): Promise<void> {
  const { host, port } = await mariadbServer()
  const connection = await mysql.createConnection({ host, port, user: "root" })
  try {
    await connection.query(sql)
  } finally {
    await connection.end()
  }
}

async function opened(url: string, settings: string, remove: () => Promise<void>): Promise<TestDatabase> {
  const seen: Seen[] = []
  const others: Database[] = []
  const open = (given: string, options: OpenOptions) =>
    openDatabase(given === "" ? url : `${url}?${given}`, options)
  const database = await open(settings, { onQuery: (sql, params) => seen.push({ sql, params: [...params] }) })
  return {
    url,
    database,
    seen,
    async open(given = settings, options = {}) {
      const other = await open(given, options)
      others.push(other)
      return other
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([database, ...others].map((one) => one.close()))
      await remove()
    },
  }
}
