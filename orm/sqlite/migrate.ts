import type { RawRow, Statement } from "../dialect.ts"
import { type AppliedMigration, pendingMigrations } from "../migrate.ts"
import type { Migration } from "../migration.ts"
import type { Connection } from "./connection.ts"
import { sqliteDialect } from "./dialect.ts"
import { stepSql } from "./schema.ts"

const createSql = `CREATE TABLE IF NOT EXISTS \`migration\` (
  id TEXT PRIMARY KEY, checksum TEXT NOT NULL, steps_done INTEGER NOT NULL, applied_at INTEGER NOT NULL
) STRICT`
const readSql = "SELECT id, checksum, steps_done FROM `migration` ORDER BY id"
const recordSql = `INSERT INTO \`migration\` (id, checksum, steps_done, applied_at) VALUES (?, ?, ?, ${sqliteDialect.now})`

/** Applies what is pending on a connection inside an open transaction: all of it or nothing. */
export function migrateSqlite(connection: Connection, migrations: readonly Migration[]): string[] {
  connection.control(createSql)
  const applied = connection.rows(statement(readSql), []).map(appliedMigration)
  const pending = pendingMigrations(migrations, applied)
  for (const { migration } of pending) {
    for (const step of migration.steps) {
      for (const { sql, params } of stepSql(step)) connection.change(statement(sql), params)
    }
    connection.change(statement(recordSql), [migration.id, migration.checksum, migration.steps.length])
  }
  return pending.map(({ migration }) => migration.id)
}

function statement(sql: string): Statement {
  return { sql, bigints: false, writes: true }
}

function appliedMigration([id, checksum, stepsDone]: RawRow): AppliedMigration {
  return { id: String(id), checksum: String(checksum), stepsDone: Number(stepsDone) }
}
